//! How a number of C comes about: the row of A, the column of B, and the sum of their products.

use crate::view::controller::Controller;
use crate::view::platform::by_ptr::ByPtr;
use crate::view::result::selection::GridCell;
use crate::view::state::ShownProduct;
use yew::prelude::*;

/// Properties of [`ExplanationPanel`].
#[derive(Clone, PartialEq, Properties)]
pub struct ExplanationPanelProps {
    /// The page's controller.
    pub controller: Controller,
    /// The product.
    pub shown: ByPtr<ShownProduct>,
    /// The focused cell of C.
    pub cell: GridCell,
}

/// How a number of C comes about.
#[component]
pub fn ExplanationPanel(_props: &ExplanationPanelProps) -> Html {
    Html::default()
}
