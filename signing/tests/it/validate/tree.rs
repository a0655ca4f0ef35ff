//! DER taken apart and put together again, so that a message can be forged in one place.

/// An element with its elements, or with its content where it is primitive.
#[derive(Clone, Debug)]
pub(super) struct Tree {
    pub(super) tag: u8,
    pub(super) inner: Vec<Tree>,
    pub(super) content: Vec<u8>,
}

impl Tree {
    /// An element without elements.
    pub(super) fn leaf(tag: u8, content: &[u8]) -> Self {
        Self {
            tag,
            inner: Vec::new(),
            content: content.to_vec(),
        }
    }

    /// Reads one element; what follows it is left out.
    pub(super) fn read(bytes: &[u8]) -> Self {
        Self::first(bytes).0
    }

    fn first(bytes: &[u8]) -> (Self, &[u8]) {
        let (length, head) = match bytes[1] {
            short if short < 0x80 => (usize::from(short), 2),
            long => {
                let count = usize::from(long & 0x7f);
                let length = bytes[2..2 + count]
                    .iter()
                    .fold(0, |sum, byte| sum << 8 | usize::from(*byte));
                (length, 2 + count)
            }
        };
        let (content, rest) = (&bytes[head..head + length], &bytes[head + length..]);
        let mut tree = Self::leaf(bytes[0], content);
        if bytes[0] & 0x20 != 0 {
            let mut left = content;
            while !left.is_empty() {
                let (inner, after) = Self::first(left);
                tree.inner.push(inner);
                left = after;
            }
        }
        (tree, rest)
    }

    /// DER.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let content = if self.tag & 0x20 == 0 {
            self.content.clone()
        } else {
            self.inner.iter().flat_map(Self::bytes).collect()
        };
        element(self.tag, &content)
    }

    /// The element at a path of positions.
    pub(super) fn at(&mut self, path: &[usize]) -> &mut Self {
        path.iter().fold(self, |tree, index| &mut tree.inner[*index])
    }

    /// The one signer of a message (RFC 5652, 5.1).
    pub(super) fn signer(&mut self) -> &mut Self {
        let data = self.at(&[1, 0]);
        let last = data.inner.len() - 1;
        data.at(&[last, 0])
    }
}

/// One element in DER.
pub(super) fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let mut bytes = vec![tag];
    if content.len() < 0x80 {
        bytes.push(length[7]);
    } else {
        let zeros = length.iter().take_while(|byte| **byte == 0).count();
        bytes.push(0x80 | u8::try_from(length.len() - zeros).unwrap());
        bytes.extend(&length[zeros..]);
    }
    bytes.extend(content);
    bytes
}
