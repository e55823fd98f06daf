use std::ops::Range;
use std::path::{Path, PathBuf};

use hdf5::types::{VarLenArray, VarLenUnicode};
use hdf5::{Dataset, File, Group, ObjectReference, ObjectReference1, ReferencedObject};

use crate::element::{Element, sealed::Stored};
use crate::error::ReadError;
use crate::part::Part;
use crate::provenance::{self, Provenance};
use crate::write::partial_path;

/// A recorded file, open for reading.
#[derive(Debug)]
pub struct TraceFile {
    file: File,
    path: PathBuf,
}

/// One variable as it was recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct Variable<T> {
    /// The dimensions' names, outermost first; empty for a scalar.
    pub dims: Vec<String>,
    /// Length of each dimension.
    pub shape: Vec<usize>,
    /// The values, row-major.
    pub values: Vec<T>,
    /// The unit; empty for text.
    pub units: String,
    /// The quantity in words.
    pub long_name: String,
}

/// A variable of any type.
#[derive(Debug, Clone, PartialEq)]
pub enum Recorded {
    /// Numbers of any type; truth values are 0 and 1.
    Numbers(Variable<f64>),
    /// Texts.
    Texts(Variable<String>),
}

impl<T> Variable<T> {
    /// The same with other values.
    fn map<U>(self, of: impl Fn(T) -> U) -> Variable<U> {
        let Self { dims, shape, values, units, long_name } = self;
        Variable { dims, shape, values: values.into_iter().map(of).collect(), units, long_name }
    }

    /// The values at one entry of the first dimension.
    ///
    /// # Panics
    /// When the variable is a scalar or `entry` is out of range.
    pub fn slab(&self, entry: usize) -> &[T] {
        let size: usize = self.shape[1..].iter().product();
        &self.values[entry * size..(entry + 1) * size]
    }
}

impl TraceFile {
    /// Opens a finished trace, or with `.partial` behind the name an unfinished one.
    ///
    /// # Errors
    /// [`ReadError::Missing`], [`ReadError::NotHdf5`], [`ReadError::Foreign`].
    pub fn open(path: &Path) -> Result<Self, ReadError> {
        if !path.is_file() {
            let partial = partial_path(path).exists();
            return Err(ReadError::Missing { path: path.into(), partial });
        }
        let file =
            File::open(path).map_err(|reason| ReadError::NotHdf5 { path: path.into(), reason: reason.to_string() })?;
        if file.attr(provenance::VERSION).is_err() {
            let attribute = provenance::VERSION.into();
            return Err(ReadError::Foreign { path: path.into(), attribute });
        }
        Ok(Self { file, path: path.into() })
    }

    /// The file's path, as it was opened.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where the file comes from.
    ///
    /// # Errors
    /// [`ReadError::Damaged`].
    pub fn provenance(&self) -> Result<Provenance, ReadError> {
        let text = |name: &str| read_text(&self.file, name).map_err(|reason| self.damaged(name, &reason));
        let seed = self.file.attr(provenance::SEED).and_then(|attribute| attribute.read_scalar());
        Ok(Provenance {
            version: text(provenance::VERSION)?,
            command: text(provenance::COMMAND)?,
            seed: seed.map_err(|reason| self.damaged(provenance::SEED, &reason))?,
            experiment: text(provenance::EXPERIMENT)?,
            sources: text(provenance::SOURCES)?.lines().map(str::to_owned).collect(),
            created: text(provenance::CREATED)?,
        })
    }

    /// Every group with its full name (`learning`, `learning/test`), in alphabetical order; the root
    /// is not among them.
    ///
    /// # Errors
    /// [`ReadError::Damaged`].
    pub fn groups(&self) -> Result<Vec<String>, ReadError> {
        let mut names = Vec::new();
        collect_groups(&self.file, &mut names).map_err(|reason| self.damaged("/", &reason))?;
        names.sort();
        Ok(names)
    }

    /// The coordinates and variables of a group (`""` is the root), in alphabetical order.
    ///
    /// # Errors
    /// [`ReadError::NoGroup`], [`ReadError::Damaged`].
    pub fn variables(&self, group: &str) -> Result<Vec<String>, ReadError> {
        let datasets = self.group(group)?.datasets().map_err(|reason| self.damaged(group, &reason))?;
        let mut names: Vec<String> = datasets.iter().map(last_name).collect();
        names.sort();
        Ok(names)
    }

    /// A text attribute of a group.
    ///
    /// # Errors
    /// [`ReadError::NoGroup`]; [`ReadError::Damaged`] where the attribute is missing.
    pub fn attribute(&self, group: &str, name: &str) -> Result<String, ReadError> {
        let place = self.group(group)?;
        read_text(&place, name).map_err(|reason| self.damaged(&format!("{group}@{name}"), &reason))
    }

    /// A whole variable or coordinate, named with its group: `learning/conductance`.
    ///
    /// # Errors
    /// [`ReadError::NoGroup`], [`ReadError::NoVariable`], [`ReadError::WrongType`] when it was
    /// recorded as another type than `T`, [`ReadError::Damaged`].
    pub fn read<T: Element>(&self, variable: &str) -> Result<Variable<T>, ReadError> {
        self.read_part(variable, &[])
    }

    /// Some entries of the first dimension of a variable; nothing else is read.
    ///
    /// # Errors
    /// As [`read_part`](Self::read_part).
    pub fn read_entries<T: Element>(&self, variable: &str, entries: Range<usize>) -> Result<Variable<T>, ReadError> {
        self.read_part(variable, std::slice::from_ref(&entries))
    }

    /// What of a variable lies within these ranges of its first dimensions, and in all of the others; nothing else is read.
    ///
    /// # Errors
    /// As [`read`](Self::read); [`ReadError::Damaged`] where a range ends behind the last entry: ranges come from other
    /// variables over the same dimension, which are as long in every file that is sound.
    pub fn read_part<T: Element>(&self, variable: &str, ranges: &[Range<usize>]) -> Result<Variable<T>, ReadError> {
        let dataset = self.dataset(variable)?;
        let damaged = |reason: hdf5::Error| self.damaged(variable, &reason);
        let found = dataset.dtype().and_then(|kind| kind.to_descriptor()).map_err(damaged)?;
        if found != T::descriptor() {
            return Err(ReadError::WrongType {
                path: self.path.clone(),
                variable: variable.into(),
                expected: T::NAME,
                found: found.to_string(),
            });
        }
        let part = Part::of(&dataset.shape(), ranges).map_err(damaged)?;
        let stored = part.read::<T::Disk>(&dataset).map_err(damaged)?;
        Ok(Variable {
            dims: dimension_names(&dataset).map_err(damaged)?,
            shape: part.shape(),
            values: T::load(stored),
            units: optional_text(&dataset, "units").map_err(damaged)?,
            long_name: optional_text(&dataset, "long_name").map_err(damaged)?,
        })
    }

    /// All text attributes of a group (`""` is the root) with their names, in alphabetical order.
    ///
    /// # Errors
    /// [`ReadError::NoGroup`], [`ReadError::Damaged`].
    pub fn attributes(&self, group: &str) -> Result<Vec<(String, String)>, ReadError> {
        let place = self.group(group)?;
        let mut names = place.attr_names().map_err(|reason| self.damaged(group, &reason))?;
        names.sort();
        Ok(names.into_iter().filter_map(|name| read_text(&place, &name).ok().map(|text| (name, text))).collect())
    }

    /// Length of each dimension of a variable, without reading it.
    ///
    /// # Errors
    /// [`ReadError::NoGroup`], [`ReadError::NoVariable`].
    pub fn shape(&self, variable: &str) -> Result<Vec<usize>, ReadError> {
        Ok(self.dataset(variable)?.shape())
    }

    /// A whole variable or coordinate of whatever type it was recorded as.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn read_any(&self, variable: &str) -> Result<Recorded, ReadError> {
        self.read_any_part(variable, &[])
    }

    /// An empty part of a variable of whatever type: its dimensions, unit and meaning.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn describe(&self, variable: &str) -> Result<Recorded, ReadError> {
        self.read_any_part(variable, std::slice::from_ref(&(0..0)))
    }

    /// A part of a variable of whatever type it was recorded as.
    ///
    /// # Errors
    /// As [`read_part`](Self::read_part).
    pub fn read_any_part(&self, variable: &str, ranges: &[Range<usize>]) -> Result<Recorded, ReadError> {
        let found = self.dataset(variable)?.dtype().and_then(|kind| kind.to_descriptor());
        let found = found.map_err(|reason| self.damaged(variable, &reason))?;
        if found == String::descriptor() {
            return Ok(Recorded::Texts(self.read_part(variable, ranges)?));
        }
        let numbers = if found == i64::descriptor() {
            self.read_part::<i64>(variable, ranges)?.map(|whole| whole as f64)
        } else if found == u32::descriptor() {
            self.read_part::<u32>(variable, ranges)?.map(f64::from)
        } else if found == f32::descriptor() {
            self.read_part::<f32>(variable, ranges)?.map(f64::from)
        } else if found == bool::descriptor() {
            self.read_part::<bool>(variable, ranges)?.map(|truth| f64::from(u8::from(truth)))
        } else {
            self.read_part::<f64>(variable, ranges)?
        };
        Ok(Recorded::Numbers(numbers))
    }

    fn group(&self, name: &str) -> Result<Group, ReadError> {
        if name.is_empty() || name == "/" {
            return self.file.as_group().map_err(|reason| self.damaged("/", &reason));
        }
        match self.file.group(name) {
            Ok(group) => Ok(group),
            Err(_) => Err(ReadError::NoGroup { path: self.path.clone(), group: name.into(), present: self.groups()? }),
        }
    }

    fn dataset(&self, variable: &str) -> Result<Dataset, ReadError> {
        let (group, name) = variable.rsplit_once('/').unwrap_or(("", variable));
        match self.group(group)?.dataset(name) {
            Ok(dataset) => Ok(dataset),
            Err(_) => Err(ReadError::NoVariable {
                path: self.path.clone(),
                variable: variable.into(),
                present: self.variables(group)?,
            }),
        }
    }

    fn damaged(&self, object: &str, reason: &hdf5::Error) -> ReadError {
        ReadError::Damaged { path: self.path.clone(), object: object.into(), reason: reason.to_string() }
    }
}

fn collect_groups(parent: &Group, names: &mut Vec<String>) -> hdf5::Result<()> {
    for group in parent.groups()? {
        names.push(group.name().trim_start_matches('/').to_owned());
        collect_groups(&group, names)?;
    }
    Ok(())
}

/// Names of a dataset's dimensions: its own where it is a coordinate, else those of the coordinates
/// attached to it (HDF5 dimension scales, attribute `DIMENSION_LIST`).
fn dimension_names(dataset: &Dataset) -> hdf5::Result<Vec<String>> {
    if dataset.ndim() == 0 {
        return Ok(Vec::new());
    }
    let Ok(list) = dataset.attr("DIMENSION_LIST") else {
        return Ok(vec![last_name(dataset)]);
    };
    list.read_raw::<VarLenArray<ObjectReference1>>()?
        .iter()
        .map(|scales| match scales.first().map(|scale| scale.dereference(dataset)) {
            Some(Ok(ReferencedObject::Dataset(coordinate))) => Ok(last_name(&coordinate)),
            Some(Err(reason)) => Err(reason),
            _ => Err(hdf5::Error::Internal("an axis has no coordinate".into())),
        })
        .collect()
}

fn last_name(dataset: &Dataset) -> String {
    let name = dataset.name();
    name.rsplit('/').next().unwrap_or_default().to_owned()
}

fn read_text(place: &hdf5::Location, name: &str) -> hdf5::Result<String> {
    Ok(place.attr(name)?.read_scalar::<VarLenUnicode>()?.as_str().to_owned())
}

fn optional_text(place: &hdf5::Location, name: &str) -> hdf5::Result<String> {
    if place.attr_names()?.iter().any(|present| present == name) { read_text(place, name) } else { Ok(String::new()) }
}
