//! The page of a run in headless Chromium, opened from its file.
//!
//! FERROSPIKE_CHROMIUM names the browser; without it the test is skipped. `chromedriver` on the path drives it, or the
//! program that FERROSPIKE_CHROMEDRIVER names.

mod driver;

use serde_json::{Value, json};

use super::report::learned_with_hostile_classes;
use super::{ferrospike, text};
use driver::Browser;

/// Place on the screen of the point in the middle of the first series of a figure.
const POINT: &str = "
    const figure = document.getElementById(arguments[0]), svg = figure.querySelector('svg');
    svg.scrollIntoView({ block: 'center', behavior: 'instant' });
    const area = JSON.parse(figure.querySelector('script').textContent)[0];
    const points = area.series[0].points, [x, y] = points[Math.floor(points.length / 2)];
    const [[left, top], [right, bottom]] = area.corners, box = svg.getBoundingClientRect();
    const scale = box.width / Number(svg.getAttribute('width'));
    const share = (value, axis) => (value - axis.low) / (axis.high - axis.low);
    return [box.left + scale * (left + share(x, area.x) * (right - left)),
            box.top + scale * (bottom - share(y, area.y) * (bottom - top)), x, y];";

const VIEW: &str =
    "return document.querySelector('#' + arguments[0] + ' svg').getAttribute('viewBox').split(/[ ,]+/).map(Number)";

const TIP: &str =
    "const tip = document.querySelector('#' + arguments[0] + ' .tip'); return tip.hidden ? '' : tip.textContent";

/// Whether every figure is seen, and every one with its size.
const SIZES: &str = "return [...document.querySelectorAll('figure')].map(figure => {
    const box = figure.querySelector('svg').getBoundingClientRect(); return [figure.id, box.width, box.height]; })";

#[test]
fn the_page_of_a_run_works_from_its_file_without_a_network() {
    let Some(browser) = Browser::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    learned_with_hostile_classes(folder.path());
    let made = ferrospike(folder.path(), &["report", "run.h5"]);
    assert!(made.status.success(), "{}", text(&made.stderr));
    browser.open(&format!("file://{}", folder.path().join("run.html").display()));

    let title = browser.script("return document.title", &[]);
    assert!(title.as_str().unwrap().starts_with("Learning run: my.csv"), "{title}: a name of a class ran");
    let figures = browser.script(SIZES, &[]);
    assert!(figures.as_array().unwrap().len() >= 7, "{figures}");
    for figure in figures.as_array().unwrap() {
        assert!(figure[1].as_f64().unwrap() > 100.0 && figure[2].as_f64().unwrap() > 100.0, "{figure}");
    }
    a_pointer_reads_values_and_the_wheel_enlarges(&browser);
    a_film_plays(&browser);
    nothing_is_wider_than_a_telephone(&browser);
    assert_eq!(browser.messages(), Vec::<String>::new(), "the console is empty");
    let asked = browser.requests();
    assert!(
        !asked.is_empty() && asked.iter().all(|url| url.starts_with("file://") || url.starts_with("data:")),
        "{asked:?}"
    );
}

fn numbers(value: &Value) -> Vec<f64> {
    serde_json::from_value(value.clone()).unwrap()
}

fn a_pointer_reads_values_and_the_wheel_enlarges(browser: &Browser) {
    let figure = [json!("learning-curve")];
    let [x, y, epoch, accuracy] = numbers(&browser.script(POINT, &figure))[..] else { panic!("a point") };
    browser.point(x, y);
    let tip = browser.script(TIP, &figure).as_str().unwrap().to_owned();
    let accuracy = format!("Test accuracy: {} %", (accuracy * 100.0).round() / 100.0);
    assert!(tip.contains(&format!("Epoch: {epoch}")) && tip.contains(&accuracy), "{tip}; {accuracy}");
    let home = numbers(&browser.script(VIEW, &figure));
    browser.wheel(x, y, -400);
    let near = numbers(&browser.script(VIEW, &figure));
    assert!(near[2] < 0.7 * home[2] && near[3] < 0.7 * home[3], "{home:?} {near:?}");
    browser.drag((x, y), (x - 40.0, y - 25.0));
    let moved = numbers(&browser.script(VIEW, &figure));
    assert!(moved[0] > near[0] && moved[1] > near[1] && moved[2] == near[2], "{near:?} {moved:?}");
    browser.double_click(x, y);
    assert_eq!(numbers(&browser.script(VIEW, &figure)), home);
}

fn a_film_plays(browser: &Browser) {
    let press =
        "const figure = document.getElementById('conductance-film'), button = figure.querySelector('[data-pause]');
        button.click(); return [figure.querySelector('svg').animationsPaused(), button.textContent]";
    assert_eq!(browser.script(press, &[]), json!([true, "play"]));
    assert_eq!(browser.script(press, &[]), json!([false, "pause"]));
    let films = browser.script("return document.querySelectorAll('[data-pause]').length", &[]);
    assert_eq!(films, json!(1), "what stands still has nothing to pause");
    let color = "const cells = [...document.querySelectorAll('#conductance-film rect')].filter(cell => cell.firstElementChild);
        const svg = document.querySelector('#conductance-film svg'); svg.pauseAnimations(); svg.setCurrentTime(arguments[0]);
        return cells.map(cell => getComputedStyle(cell).fill).join()";
    let at = |seconds: f64| browser.script(color, &[json!(seconds)]);
    assert_ne!(at(0.1), at(5.1), "cells change their color from the first to a later epoch");
}

fn nothing_is_wider_than_a_telephone(browser: &Browser) {
    browser.become_telephone();
    let width = browser.script("return document.documentElement.scrollWidth", &[]);
    assert!(width.as_f64().unwrap() <= 390.0, "{width}");
}
