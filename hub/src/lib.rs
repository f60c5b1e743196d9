//! One numbered log for each topic, many readers.
