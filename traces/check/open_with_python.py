"""Opens a trace as a Python user would and asserts what is in it.

    python traces/check/open_with_python.py FILE

FILE is written by `cargo run -p ferrospike-traces --example write_trace FILE`, or by the test
`python_reads_values_units_and_coordinates`. Needs h5py and xarray with h5netcdf; netCDF4 is used
where it is installed.
"""

import sys
from importlib.util import find_spec

import h5py
import numpy as np
import xarray as xr

path = sys.argv[1]
conductance = 1e-6 * (1 + np.arange(24).reshape(4, 2, 3))

with h5py.File(path) as file:
    assert file.attrs["ferrospike_version"] == "0.1.0"
    assert file.attrs["seed"] == 42
    assert "seed = 42" in file.attrs["experiment"]
    variable = file["learning/conductance"]
    assert [axis[0].name for axis in variable.dims] == [
        "/learning/epoch", "/learning/row", "/learning/column"
    ]
    assert variable.compression == "gzip" and variable.shuffle
    assert variable.maxshape == (None, 2, 3)
    np.testing.assert_array_equal(variable[()], conductance)

engines = ["h5netcdf"] + (["netcdf4"] if find_spec("netCDF4") else [])
for engine in engines:
    root = xr.open_dataset(path, engine=engine)
    assert root.attrs["references"] == "10.1038/ncomms14736"
    with xr.open_dataset(path, group="learning", engine=engine) as learning:
        assert dict(learning.sizes) == {"epoch": 4, "row": 2, "column": 3, "class": 2}, learning.sizes
        assert learning["conductance"].dims == ("epoch", "row", "column")
        assert learning["conductance"].attrs["units"] == "S"
        assert learning["conductance"].attrs["long_name"] == "device conductance at the read voltage"
        assert set(learning.coords) == {"epoch", "row", "column", "class"}
        np.testing.assert_array_equal(learning["epoch"], [0, 10, 20, 30])
        assert list(learning["class"].values) == ["setosa", "µ-versicolor"]
        np.testing.assert_array_equal(
            learning["conductance"].sel(epoch=20, column=1), conductance[2, :, 1]
        )
        assert learning["switched"].dtype == bool
        np.testing.assert_array_equal(learning["switched"], [True, False])
        assert learning["spikes"].dtype == np.uint32
        assert learning["spikes"].values.tolist() == [7, 4_000_000_000]
        assert learning["residual"].dtype == np.float32
        assert learning["accuracy"].dims == () and float(learning["accuracy"]) == 0.93
        assert learning.attrs["network"] == "one layer"

print(f"{path}: h5py and xarray ({', '.join(engines)}) read values, units and coordinates")
