//! The choice of what is computed of A and B.

use crate::view::controller::Controller;
use yew::prelude::*;

/// Properties of [`OperationPicker`].
#[derive(Clone, PartialEq, Properties)]
pub struct OperationPickerProps {
    /// The page's controller.
    pub controller: Controller,
}

/// The choice of what is computed.
#[component]
pub fn OperationPicker(_props: &OperationPickerProps) -> Html {
    Html::default()
}
