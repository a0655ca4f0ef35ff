//! The pages in real Chromium: what axe finds, the keyboard alone, and what a page weighs.

mod axe;
mod driver;
mod keyboard;
mod sign;
mod weight;

use driver::Chromium;
