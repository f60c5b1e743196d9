//! # Report: a run on paper                                          chapter 16
//! Knows: the files in which a run is kept. Does not know: how it was made.
//! Read before: `table.rs`, `facts.rs`. Read next: `report/page.rs`, `report/chart.rs`.

mod bars;
mod chart;
mod data;
mod lines;
mod page;
mod reasons;

use crate::facts::Facts;
use crate::failure::Failure;
use crate::run::{RowResult, Setting};
use std::fs;
use std::path::Path;

/// A whole run.
#[derive(Clone, Debug)]
pub struct Report {
    /// What it ran on.
    pub facts: Facts,
    /// How it was made.
    pub setting: Setting,
    /// What it showed.
    pub rows: Vec<RowResult>,
}

impl Report {
    /// The page for people. `chart` and `data` are the names of the files beside it.
    pub fn page(&self, chart: &str, data: &str) -> String {
        page::text(self, chart, data)
    }

    /// The run as JSON: the facts, the setting, and each row with its cases, contenders, rounds
    /// and goals. What has no figure is `null`.
    pub fn json(&self) -> String {
        data::json(self)
    }

    /// All rows, a panel each, as one picture.
    pub fn svg(&self) -> String {
        chart::svg(self)
    }

    /// Write [`page`](Self::page), and beside it the data (`.json`) and the chart (`.svg`).
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn write(&self, page: &Path) -> Result<(), Failure> {
        let [chart, data] = ["svg", "json"].map(|kind| page.with_extension(kind));
        let name =
            |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        fs::write(page, self.page(&name(&chart), &name(&data)))?;
        fs::write(data, self.json())?;
        Ok(fs::write(chart, self.svg())?)
    }
}
