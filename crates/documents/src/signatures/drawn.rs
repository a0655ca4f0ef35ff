use pdf::Limits;
use signing::validate::Renderer;

/// Draws pages for the validator, within the limits of the page reader.
#[derive(Debug, Clone, Copy)]
pub struct Drawn;

impl Renderer for Drawn {
    fn looks(&self, bytes: &[u8]) -> Option<Vec<[u8; 32]>> {
        pdf::looks(bytes, &Limits::default()).ok()
    }
}
