//! Published parameter sets against the numbers published with them.

use super::*;
use crate::catalogue;

#[test]
fn literature_set_gives_the_sixteen_published_polarizations_in_a_junction() {
    // P (uC/cm2) from -P_r after 1 us, 10 us, 100 us, 1 ms
    let table = [
        (1.0, [-21.343, -11.215, 0.577, 8.287]),
        (1.2, [-15.989, 6.076, 15.351, 18.781]),
        (1.5, [-1.006, 19.168, 21.520, 22.138]),
        (1.8, [11.288, 21.967, 22.483, 22.607]),
    ];
    let changes = "bins = 4096\ndomains = 'infinite'\nreversal = 'reset'".parse().unwrap();
    let device = catalogue::load("alessandri2019_hzo", &changes).unwrap();
    for (voltage, row) in table {
        let mut array = device.array(1, 1);
        let mut elapsed = 0.0;
        for (expected, time) in row.into_iter().zip([1e-6, 1e-5, 1e-4, 1e-3]) {
            pulse(&mut *array, voltage, time - elapsed); // one pulse, read at four times
            elapsed = time;
            let p = 22.7186 * (2.0 * fraction(&*array) - 1.0);
            // error of 4096 quantiles by their 1/K law: 0.13 * 32 / 4096 = 0.001, and the last digit
            assert!((p - expected).abs() < 2.5e-3, "{voltage} V, {time} s: {p} instead of {expected}");
        }
    }
}

#[test]
fn counted_domains_meet_the_published_mean_within_its_error() {
    // 1.2 V, 10 us: 6.076 uC/cm2, whatever the number of steps
    let device = catalogue::load("alessandri2019_hzo", &"ensemble = 'drawn'".parse().unwrap()).unwrap();
    for parts in [1, 10, 100] {
        let mut array = device.array(1000, 8);
        (0..parts).for_each(|_| pulse(&mut *array, 1.2, 1e-5 / f64::from(parts)));
        let p: Vec<f64> = fractions(&*array).iter().map(|s| 22.7186 * (2.0 * s - 1.0)).collect();
        let (mean, variance) = mean_and_variance(&p);
        assert!((mean - 6.076).abs() < 4.0 * (variance / 1000.0).sqrt(), "{parts} parts: {mean}");
    }
}
