//! The program `ferrospike`: see `ferrospike --help`.

mod cli;
mod command_line;
mod commands;
mod failure;
mod interrupt;
mod kept;
mod neighbors;
mod output;
mod results;
mod table;

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::Parser;

use cli::{Cli, Command};
use failure::Failure;

/// More threads than any machine has cores for.
const MOST_THREADS: usize = 1024;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match start(&cli) {
        Ok(()) => ExitCode::SUCCESS,
        // not through the exit functions: HDF5's would write what it could not write before
        Err(failure) => signal_hook::low_level::exit(failure.report()),
    }
}

fn start(cli: &Cli) -> Result<(), Failure> {
    log_to_stderr(cli.verbose);
    interrupt::watch()?;
    if let Some(threads) = cli.threads {
        if !(1..=MOST_THREADS).contains(&threads) {
            let range = format!("give 1 to {MOST_THREADS}, or leave the option out to use all cores");
            return Err(Failure::usage(format!("--threads {threads}: {range}")));
        }
        rayon::ThreadPoolBuilder::new().num_threads(threads).build_global().map_err(Failure::usage)?;
    }
    match &cli.command {
        Command::Run(arguments) => commands::experiment::run(arguments),
        Command::Resume(arguments) => commands::resume::resume(arguments),
        Command::Classify(arguments) => commands::classify::classify(arguments),
        Command::Bench(arguments) => commands::bench::run(arguments),
        Command::Device(arguments) => commands::device::measure(arguments),
        Command::Neuron(arguments) => commands::neuron::run(arguments),
        Command::Crossbar(arguments) => commands::crossbar::run(arguments),
        Command::Models(arguments) => commands::models::list(arguments),
        Command::Train(arguments) => commands::train::train(arguments),
        Command::Plot(arguments) => commands::plot::draw(arguments),
        Command::Export(arguments) => commands::export::export(arguments),
        Command::Sweep(arguments) => commands::sweep::run(arguments),
        Command::Check(arguments) => commands::check::check(arguments),
        Command::New(arguments) => commands::new::write(arguments),
        Command::Completions(arguments) => commands::shell::completions(arguments),
        Command::Man(arguments) => commands::shell::man(arguments),
        Command::Report(arguments) => commands::page::write(arguments),
        Command::Book(arguments) => commands::book::write(arguments),
    }
}

fn log_to_stderr(verbose: u8) {
    let level = match verbose {
        0 => tracing::Level::WARN,
        1 => tracing::Level::INFO,
        _ => tracing::Level::DEBUG,
    };
    tracing_subscriber::fmt()
        .with_max_level(level)
        .with_ansi(std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()))
        .with_writer(std::io::stderr)
        .with_target(false)
        .without_time()
        .init();
}
