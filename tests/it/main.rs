//! Whole-product tests: one binary, a module for each feature.

mod access;
mod agent;
mod api;
mod arrows;
mod bad_input;
mod browser;
mod day;
mod delegation;
mod forms;
mod full_disk;
mod harness;
mod kill;
mod lists;
mod moving;
mod notifications;
mod overtaken;
mod postgres;
mod processes;
mod s3;
mod search;
mod signing_elsewhere;
mod two_copies;
mod uploads;
mod views;
mod whereabouts;
