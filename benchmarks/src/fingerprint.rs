//! Numbers by which damage and changes are noticed.

/// FNV-1a, 64 bit (Fowler, Noll, Vo): finds damage, protects from no one.
pub(crate) fn fingerprint(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fingerprint_is_fnv_1a() {
        // offset basis for nothing, and the published value for "a"
        assert_eq!(fingerprint([].into_iter()), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fingerprint(b"a".iter().copied()), 0xaf63_dc4c_8601_ec8c);
    }
}
