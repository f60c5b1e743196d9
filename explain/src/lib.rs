//! A second, independent reading of the bytes, field by field, with citations.
