use super::*;
use crate::{DataSet, Experiment, half_split};

fn search(data: &DataSet, count: usize) -> Search {
    let mut base: toml::Table = Experiment::embedded("iris").unwrap().parse().unwrap();
    crate::change::set(&mut base, "training.epochs", 1.into()).unwrap();
    let space = Space::parse(Space::embedded("iris").unwrap()).unwrap().without("training.epochs");
    Search { base, space, cuts: cuts(data, count, None, 42, 7), seed: 7, lines: Lines::Ideal }
}

fn trials(search: &Search, first: usize, count: usize) -> Vec<Trial> {
    let mut trials = Vec::new();
    search
        .run(first, count, |trial, _| {
            trials.push(trial);
            Ok::<_, crate::RunError>(())
        })
        .unwrap();
    trials
}

#[test]
fn test_rows_cannot_change_what_a_search_finds() {
    let iris = DataSet::embedded("iris").unwrap();
    let mut other = iris.clone();
    for row in half_split(&iris.labels, 3, 42, 0).test {
        other.rows[row] = vec![1e6 * row as f64; 4];
    }
    assert_eq!(trials(&search(&iris, 1), 0, 3), trials(&search(&other, 1), 0, 3));
    let mut landsat = DataSet::embedded("landsat").unwrap();
    let rows =
        |set: &DataSet| cuts(set, 2, Some(500), 42, 7).into_iter().map(|cut| (cut.data, cut.split)).collect::<Vec<_>>();
    let before = rows(&landsat);
    landsat.rows[4435..].iter_mut().for_each(|row| row.fill(-1.0));
    landsat.labels[4435..].fill(0);
    assert_eq!(rows(&landsat), before);
    assert_eq!(before[0].0.rows.len(), 500);
}

#[test]
fn a_search_that_goes_on_gives_the_same_trials() {
    let search = search(&DataSet::embedded("iris").unwrap(), 2);
    let all = trials(&search, 0, 4);
    assert_eq!((all.len(), all[0].values.len(), all[0].accuracies.len()), (4, 0, 2));
    assert_eq!(trials(&search, 2, 4), all[2..]);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("trials.csv.partial");
    let lines: String = all[..3].iter().map(|trial| csv_line(&search, trial) + "\n").collect();
    std::fs::write(&file, format!("# me\n{lines}3,0.5")).unwrap();
    assert_eq!(finished_trials(&search, &file, "# me\n"), all[..3], "a line that was cut off does not count");
    assert!(finished_trials(&search, &file, "# you\n").is_empty());
}

#[test]
fn every_draw_of_every_space_is_a_valid_experiment() {
    for (set, experiments) in [
        ("iris", ["iris", "iris-teacher"]),
        ("wbc", ["wbc", "wbc-teacher"]),
        ("landsat", ["landsat", "landsat-teacher"]),
    ] {
        let space = Space::parse(Space::embedded(set).unwrap()).unwrap();
        for name in experiments {
            let base: toml::Table = Experiment::embedded(name).unwrap().parse().unwrap();
            let search = Search { base, space: space.clone(), cuts: Vec::new(), seed: 1, lines: Lines::Exact };
            for number in 1..100 {
                let trial = Trial { number, values: space.draw(1, number), accuracies: vec![[0.5, 0.7]] };
                let text = best_text(&search, &trial, 100, &["ferrospike".into()]).unwrap();
                Experiment::parse(name, &text).unwrap_or_else(|error| panic!("{name}, trial {number}: {error}"));
            }
        }
    }
}
