//! Whole-product tests: one binary, a module for each feature.

mod arrows;
mod day;
mod harness;
