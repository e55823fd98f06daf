//! Window functions as expressions.

use super::{BOUND, number};
use crate::memristor::Window;

/// Speed factor of a boundary whose progress, 0 to 1, is the expression `s`: the window, lifted where the boundary leaves
/// an end, and 0 at the end that it approaches.
pub(super) fn speed(window: Window, s: &str) -> String {
    let value = match window {
        Window::None => "1".to_owned(),
        Window::Joglekar { p } => format!("(1-abs(2*{s}-1)**{})", number(2.0 * p)),
        Window::Biolek { p } => format!("(1-{s}**{})", number(2.0 * p)),
        Window::Prodromakis { p, j } => {
            format!("({}*(1-(({s}-0.5)*({s}-0.5)+0.75)**{}))", number(j), number(p))
        }
        Window::Kvatinsky { a, w_c } => format!("exp(-exp(({s}-{})/{}))", number(a), number(w_c)),
    };
    let release = number(Window::RELEASE);
    let lifted = match window {
        Window::None => value,
        _ => format!("({s} < 0.5 ? max({value},{release}) : {value})"),
    };
    format!("max(0,min({lifted},(1-{s})*{}))", number(1.0 / BOUND))
}
