use super::*;

fn recipe() -> Experiment {
    Experiment::parse("iris", Experiment::embedded("iris").unwrap()).unwrap()
}

fn choice(parameters: &str) -> DeviceChoice {
    DeviceChoice {
        parameters: parameters.into(),
        change: toml::Table::new(),
        mounting: Mounting::Forward,
        ..recipe().device
    }
}

#[test]
fn explore() {
    println!("{:#?}", calibrate(&recipe().device, &recipe()));
    for name in devices::catalogue::names() {
        let start = std::time::Instant::now();
        match calibrate(&choice(name), &recipe()) {
            Ok(c) => println!(
                "{name}: {:?} Vr {:.3} Vp {:.3} {:.1e} Vd {:.3} {:.1e} up {:.3} down {:.3} dist {:.3} stretch {:.1} I {:?} start {:?} {:.1?}",
                c.mounting,
                c.plateau,
                c.potentiating.voltage,
                c.potentiating.width,
                c.depressing.voltage,
                c.depressing.width,
                c.step_up,
                c.step_down,
                c.disturbance,
                c.stretch,
                c.currents,
                c.start,
                start.elapsed()
            ),
            Err(e) => println!("{name}: {e} {:.1?}", start.elapsed()),
        }
    }
}
