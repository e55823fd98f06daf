//! How a run is judged: which class a neuron stands for, and whether the neuron that fired stands for what was shown.
//!
//! Everything is causal: a presentation is judged by earlier ones alone. As images are drawn independently, neurons
//! that carry no information are then right once per number of classes at most, however they are named.

/// Number of an image.
pub type Class = usize;

/// The class for which each neuron fired most often; the lower class wins a tie, a neuron that never fired has none.
///
/// `shown` and `winners` have one entry per presentation; a winner is the neuron that fired, if any.
pub fn name_by_wins(shown: &[Class], winners: &[Option<usize>], neurons: usize, classes: usize) -> Vec<Option<Class>> {
    let mut wins = vec![0usize; neurons * classes];
    for (&class, neuron) in shown.iter().zip(winners) {
        if let Some(neuron) = neuron {
            wins[neuron * classes + class] += 1;
        }
    }
    wins.chunks_exact(classes)
        .map(|of| {
            let best = (0..classes).fold(0, |best, class| if of[class] > of[best] { class } else { best });
            (of[best] > 0).then_some(best)
        })
        .collect()
}

/// Whether each presentation is recognized: a neuron fired, and in the last `memory` presentations before this one it
/// fired most often for the class that is shown. Silence counts as not recognized.
pub fn recognized(shown: &[Class], winners: &[Option<usize>], classes: usize, memory: usize) -> Vec<bool> {
    let neurons = winners.iter().flatten().max().map_or(0, |last| last + 1);
    let judge = |now: usize| {
        let earlier = now.saturating_sub(memory)..now;
        let names = name_by_wins(&shown[earlier.clone()], &winners[earlier], neurons, classes);
        winners[now].is_some_and(|neuron| names[neuron] == Some(shown[now]))
    };
    (0..shown.len()).map(judge).collect()
}

/// Conductance of a bright pixel less that of a dark one (S), mean over all such pairs and all neurons that have a name;
/// 0 without any.
///
/// `conductances` are row-major (pixel, neuron); `images` hold 1 for bright and 0 for dark.
pub fn contrast(conductances: &[f64], names: &[Option<Class>], images: &[Vec<f64>]) -> f64 {
    let of = |neuron: usize, pixel: usize| conductances[pixel * names.len() + neuron];
    let one = |neuron: usize, image: &[f64]| {
        let pixels = |brightness| (0..image.len()).filter(move |&pixel| image[pixel] == brightness);
        let pairs = pixels(1.0).flat_map(|bright| pixels(0.0).map(move |dark| of(neuron, bright) - of(neuron, dark)));
        let (sum, count) = pairs.fold((0.0, 0usize), |(sum, count), difference| (sum + difference, count + 1));
        sum / count.max(1) as f64
    };
    let named = names.iter().enumerate().filter_map(|(neuron, name)| name.map(|class| (neuron, &images[class])));
    let contrasts: Vec<f64> = named.map(|(neuron, image)| one(neuron, image)).collect();
    contrasts.iter().sum::<f64>() / contrasts.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::RngExt;

    #[test]
    fn a_neuron_is_judged_by_what_it_did_before_and_not_by_what_it_does_now() {
        let (shown, winners) = ([0, 0, 1, 1, 1], [Some(2), Some(2), Some(2), Some(2), None]);
        // without a past; named 0; named 0; named 0 (2 to 1); silent
        assert_eq!(recognized(&shown, &winners, 2, 10), [false, true, false, false, false]);
        // with a memory of one presentation it is named after the last
        assert_eq!(recognized(&shown, &winners, 2, 1), [false, true, false, true, false]);
    }

    #[test]
    fn winners_without_information_are_right_once_per_number_of_classes() {
        let count = 60_000;
        let mut random = devices::rng::stream(1, devices::rng::Purpose::Order, 0);
        let shown: Vec<usize> = (0..count).map(|_| random.random_range(0..3)).collect();
        let winners: Vec<Option<usize>> = (0..count).map(|_| Some(random.random_range(0..5))).collect();
        let rate = recognized(&shown, &winners, 3, 50).iter().filter(|&&right| right).count() as f64 / count as f64;
        // five standard errors, and one unnamed neuron per 5 (4/5)^50 presentations
        assert!((rate - 1.0 / 3.0).abs() < 5.0 * (2.0 / 9.0 / count as f64).sqrt() + 1e-4, "{rate}");
    }

    #[test]
    fn naming_after_the_presentations_that_are_judged_would_be_optimistic() {
        // what the causal rule avoids: with ten wins per neuron the majority has more than its third by chance
        let mut random = devices::rng::stream(2, devices::rng::Purpose::Order, 0);
        let mut right = 0;
        for _ in 0..200 {
            let shown: Vec<usize> = (0..50).map(|_| random.random_range(0..3)).collect();
            let winners: Vec<Option<usize>> = (0..50).map(|_| Some(random.random_range(0..5))).collect();
            let names = name_by_wins(&shown, &winners, 5, 3);
            right += (0..50).filter(|&k| names[winners[k].unwrap()] == Some(shown[k])).count();
        }
        assert!(f64::from(right as u32) / 10_000.0 > 0.45, "{right} of 10000");
    }

    #[test]
    fn contrast_is_bright_less_dark_over_named_neurons() {
        let images = [vec![1.0, 0.0, 0.0], vec![0.0, 1.0, 1.0]];
        let conductances = [3.0, 9.0, 1.0, 9.0, 1.0, 9.0]; // 3 pixels by 2 neurons
        assert_eq!(contrast(&conductances, &[Some(0), None], &images), 2.0);
        assert_eq!(contrast(&conductances, &[Some(1), Some(1)], &images), -1.0);
        assert_eq!(contrast(&conductances, &[None, None], &images), 0.0);
    }
}
