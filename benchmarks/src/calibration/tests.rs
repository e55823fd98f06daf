use super::*;
use crate::Setup;

fn recipe() -> Experiment {
    Experiment::parse("iris", Experiment::embedded("iris").unwrap()).unwrap()
}

fn choice(parameters: &str) -> DeviceChoice {
    let (change, recipe) = (toml::Table::new(), recipe());
    DeviceChoice { parameters: parameters.into(), change, mounting: Mounting::Forward, ..recipe.device }
}

fn found(parameters: &str) -> Calibration {
    calibrate(&choice(parameters), &recipe()).unwrap_or_else(|error| panic!("{error}"))
}

/// Devices of a calibration, read at its plateau.
fn sample(parameters: &str, calibration: &Calibration) -> Sample {
    Sample::new(&choice(parameters), calibration.mounting, calibration.plateau, 1).unwrap()
}

const FOLLOW: [&str; 4] = ["alessandri2019_hzo", "lammie2020_vteam", "yakopcic2013", "nugent2014_wox"];

#[test]
fn devices_of_any_model_take_the_steps_of_the_recipe() {
    let target = Target::of(&recipe()).unwrap();
    for device in FOLLOW {
        let calibration = found(device);
        assert!((calibration.step_up / target.up - 1.0).abs() < LARGEST_DISTURBANCE, "{device}: {calibration:?}");
        assert!((calibration.step_down / target.down - 1.0).abs() < LARGEST_DISTURBANCE, "{device}: {calibration:?}");
    }
}

#[test]
fn a_plateau_as_long_as_a_presentation_moves_nothing() {
    for device in FOLLOW {
        let calibration = found(device);
        let mut sample = sample(device, &calibration);
        let dt = calibration.stretch * recipe().spikes.presentation;
        for position in [0.0, 0.3, 0.7, 1.0] {
            let change = sample.change(position, calibration.plateau, &[(0.0, 0.0), (dt, 0.0)]);
            // a thousandth of a step, on other devices than those that were calibrated
            assert!(change.abs() < 2e-3 * calibration.step_up, "{device} at {position}: {change:e}");
        }
    }
}

#[test]
fn fired_rows_are_protected_and_silent_rows_are_depressed() {
    for device in FOLLOW {
        let calibration = found(device);
        let mut sample = sample(device, &calibration);
        let post = search::post(calibration.potentiating, calibration.depressing);
        let least = LARGEST_DISTURBANCE * calibration.step_down.min(calibration.step_up);
        for position in [0.0, 0.3, 0.7, 1.0] {
            assert!(sample.change(position, calibration.plateau, &post) > -least, "{device} at {position}");
            assert!(sample.change(position, 0.0, &post) < least, "{device} at {position}");
        }
    }
}

#[test]
fn a_device_that_negative_voltage_turns_on_is_mounted_the_other_way_round() {
    assert_eq!(found("lammie2020_vteam").mounting, Mounting::Reversed);
    assert_eq!(found("yakopcic2013").mounting, Mounting::Forward);
}

#[test]
fn a_drift_without_threshold_is_refused() {
    let error = calibrate(&choice("strukov2008_hp"), &recipe()).unwrap_err();
    assert!(matches!(error, CalibrationError::NoThreshold { .. }), "{error}");
    assert!(error.to_string().contains("`strukov2008_hp` has no threshold sharp enough"));
}

#[test]
fn spikes_that_are_found_for_the_junction_of_the_recipe_learn_as_well_as_those_made_by_hand() {
    let recipe = recipe();
    let calibration = calibrate(&recipe.device, &recipe).unwrap();
    let mut text: toml::Table = Experiment::embedded("iris").unwrap().parse().unwrap();
    calibration.apply(&mut text, &recipe);
    let experiment = Experiment::parse("calibrated", &text.to_string()).unwrap();
    let accuracy = |experiment: Experiment| {
        let setup = Setup::new(experiment).unwrap();
        let result = |split| setup.run(split, &setup.split(split), |_| ()).unwrap();
        (0..4).map(|split| result(split).accuracy(crate::ReadOut::Winner)).sum::<f64>() / 4.0
    };
    let (hand, found) = (accuracy(recipe), accuracy(experiment));
    // splits scatter by 2 points: the mean of four by one
    assert!(found > hand - 0.02, "{found} {hand}");
}
