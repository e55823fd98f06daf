"""Opens a recorded run with h5py and xarray and checks values, units and coordinates: open_a_run.py FILE"""

import sys
from importlib.util import find_spec

import h5py
import numpy as np
import xarray as xr

path = sys.argv[1]
with h5py.File(path) as file:
    for attribute in ("ferrospike_version", "command", "seed", "experiment", "references", "created"):
        assert file.attrs[attribute] is not None, attribute
    assert file["training/conductance"].attrs["units"] == "S"
    assert file["training/conductance"].dims[1].keys() == ["epoch"], "dimension scales are attached"

engines = ["h5netcdf"] + (["netcdf4"] if find_spec("netCDF4") else [])
for engine in engines:
    group = {name: xr.open_dataset(path, group=name, engine=engine) for name in ("training", "test", "spikes", "presentation")}
    training, test, spikes, presentation = group.values()
    assert training.conductance.dims == ("split", "epoch", "row", "column")
    assert training.conductance.attrs["units"] == "S" and training.threshold.attrs["units"] == "V"
    assert float(training.conductance.min()) > 0 and np.isfinite(training.conductance).all()
    assert list(training.epoch.values) == list(range(training.sizes["epoch"]))

    right = (test.prediction == test.label).mean("position")
    np.testing.assert_allclose(right, test.accuracy, rtol=0, atol=1e-12)
    assert int(test.confusion.sum()) == int((test.prediction >= 0).sum())
    assert set(test["class"].values) == set(test["predicted_class"].values)

    assert spikes.time.attrs["units"] == "s" and float(spikes.time.min()) >= 0
    assert float(spikes.time.max()) <= float(spikes.presentation_duration)
    assert int(spikes.neuron.max()) < training.sizes["column"]

    assert presentation.potential.dims == ("moment", "column")
    assert presentation.training.dtype == bool and bool(presentation.training.all())
    assert int(presentation.split.max()) == 0 and int(presentation.presentation.max()) == 0
    for opened in group.values():
        opened.close()

print(f"{path}: opened with h5py {h5py.__version__} and xarray {xr.__version__} ({', '.join(engines)}), mean accuracy {float(test.accuracy.mean()):.4f}")
