"""Opens presentations that were recorded in full and checks units, coordinates and Kirchhoff's laws:

    open_presentations.py FILE

FILE comes of an experiment whose table [record] asks for all quantities of all rows and columns, of the training
presentations 0 and 10 of split 0 and of the test row 3 of splits 0 and 1.
"""

import sys
from importlib.util import find_spec

import h5py
import numpy as np
import xarray as xr

path = sys.argv[1]
units = {
    "row_voltage": "V", "row_current": "A", "column_voltage": "V", "column_current": "A", "potential": "V", "threshold": "V", "energy": "J",
    "row_spike_time": "s", "column_spike_time": "s", "device_voltage": "V", "device_current": "A", "conductance": "S", "state": "1",
}

with h5py.File(path) as file:
    group = file["presentation"]
    voltage = group["device_voltage"]
    assert voltage.maxshape[0] is None and voltage.compression == "gzip" and voltage.shuffle
    assert [axis[0].name.split("/")[-1] for axis in voltage.dims] == ["moment", "row", "column"]
    assert all(group[name].attrs["units"] == unit and group[name].attrs["long_name"] for name, unit in units.items())

engines = ["h5netcdf"] + (["netcdf4"] if find_spec("netCDF4") else [])
for engine in engines:
    with xr.open_dataset(path, group="presentation", engine=engine) as all_moments:
        assert set(all_moments.coords) == {"moment", "row", "column"}
        assert all_moments.indexes["moment"].is_unique and all_moments.time.dims == ("moment",)
        number = int(all_moments.moment[-1])
        assert all_moments.sel(moment=number).split == 1 and number + 1 == all_moments.sizes["moment"]
        assert {name: all_moments[name].attrs["units"] for name in units} == units
        assert all_moments.training.dtype == bool
        shown = all_moments[["split", "training", "presentation"]].to_dataframe().drop_duplicates().values.tolist()
        assert shown == [[0, True, 0], [0, True, 10], [0, False, 3], [1, True, 0], [1, True, 10], [1, False, 3]], shown
        for _, one in all_moments.groupby("split"):
            learned = one.where(one.training & (one.presentation == 10), drop=True)
            assert learned.sizes["moment"] > 20 and (np.diff(learned.time) >= 0).all()
            over_time = learned.swap_dims(moment="time").potential.sel(time=slice(0, float(learned.time[-1])))
            assert over_time.sizes["time"] == learned.sizes["moment"], "plots against time"
            assert (np.diff(learned.energy) >= 0).all() and float(learned.energy[-1]) > 0
        current = all_moments.device_current
        largest = float(abs(all_moments.row_current).max())
        # what a driver gives flows through the devices of its row, what a bit line carries came through those of its column
        np.testing.assert_allclose(current.sum("column"), all_moments.row_current, rtol=0, atol=1e-9 * largest)
        np.testing.assert_allclose(current.sum("row"), all_moments.column_current, rtol=0, atol=1e-3 * largest)
        ohm = all_moments.conductance * all_moments.device_voltage
        np.testing.assert_allclose(current, ohm, rtol=1e-6, atol=1e-9 * largest)
        drop = all_moments.row_voltage - all_moments.column_voltage - all_moments.device_voltage
        assert 0 < float(abs(drop).max()) < 0.1, "line resistance takes a small share"
        assert float(all_moments.state.min()) >= 0 and float(all_moments.state.max()) <= 1

print(f"{path}: presentations opened with h5py {h5py.__version__} and xarray {xr.__version__} ({', '.join(engines)})")
