//! An operand: its card, with the editor and what was read, and the preview of a large matrix.

pub mod editor_text;
pub mod operand_card;
pub mod operands;
pub mod preview;
pub mod table;
pub mod view_switch;
