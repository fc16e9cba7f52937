//! The table of an operand: its numbers in cells that are edited in place, as in a spreadsheet.
//!
//! In reading order: [`contents`] is what the cells show, [`cell_number`] what counts as a number, [`draft`] a table with
//! blanks, [`numbers`] what edits do to a matrix; [`table_editor`] is the component, [`table_model`] its selection and its
//! open cell, [`table_handle`] what keys do, [`table_row`] a row.

pub mod cell_number;
pub mod contents;
pub mod draft;
pub mod numbers;
pub mod table_editor;
pub mod table_handle;
pub mod table_model;
pub mod table_row;
