//! The lab: every transport live on one page, and the wire101 command.
