//! The predecessor's envelope.
