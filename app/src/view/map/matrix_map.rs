//! The heat map of a matrix.

use crate::operand::Operand;
use crate::view::controller::Controller;
use crate::view::state::slot::OperandSide;
use yew::prelude::*;

/// Properties of [`MatrixMap`].
#[derive(Clone, PartialEq, Properties)]
pub struct MatrixMapProps {
    /// The page's controller.
    pub controller: Controller,
    /// Which matrix.
    pub side: OperandSide,
    /// The matrix.
    pub matrix: Operand,
}

/// The heat map of a matrix.
#[component]
pub fn MatrixMap(_props: &MatrixMapProps) -> Html {
    Html::default()
}
