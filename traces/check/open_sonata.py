"""Opens a SONATA spike file and compares it with the recorded run: open_sonata.py SPIKES RUN"""

import sys
from importlib.util import find_spec

import h5py
import numpy as np

spikes_path, run_path = sys.argv[1:]
with h5py.File(run_path) as run:
    duration = run["spikes/presentation_duration"][()]
    assert run["spikes/presentation_duration"].attrs["units"] == "s"
    split, neuron = run["spikes/split"][()], run["spikes/neuron"][()]
    time = run["spikes/presentation"][()] * duration + run["spikes/time"][()]

expected = {}
for number in np.unique(split):
    own = split == number
    order = np.argsort(time[own], kind="stable")
    expected[f"split_{number}"] = (neuron[own][order], 1e3 * time[own][order])

with h5py.File(spikes_path) as file:
    assert file.attrs["magic"] == 0x0A7A and list(file.attrs["version"]) == [0, 1]
    assert set(file["spikes"]) == set(expected)
    for name, (nodes, times) in expected.items():
        population = file["spikes"][name]
        sorting = population.attrs.get_id("sorting").dtype
        assert h5py.check_enum_dtype(sorting) == {"none": 0, "by_id": 1, "by_time": 2}, sorting
        assert population.attrs["sorting"] == 2
        assert population["timestamps"].attrs["units"] == "ms"
        assert population["node_ids"].dtype == np.uint64
        np.testing.assert_array_equal(population["node_ids"], nodes)
        np.testing.assert_allclose(population["timestamps"], times, rtol=1e-15)

if find_spec("libsonata"):
    import libsonata

    reader = libsonata.SpikeReader(spikes_path)
    assert set(reader.get_population_names()) == set(expected)
    for name, (nodes, times) in expected.items():
        population = reader[name]
        assert population.sorting == "by_time"
        read = population.get_dict()
        np.testing.assert_array_equal(read["node_ids"], nodes)
        np.testing.assert_allclose(read["timestamps"], times, rtol=1e-15)
    print(f"{spikes_path}: libsonata reads {len(split)} spikes")
