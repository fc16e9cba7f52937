//! The button that copies a link to what is on the page.

use crate::view::controller::Controller;
use yew::prelude::*;

/// Properties of [`ShareButton`].
#[derive(Clone, PartialEq, Properties)]
pub struct ShareButtonProps {
    /// The page's controller.
    pub controller: Controller,
}

/// The button that copies a link.
#[component]
pub fn ShareButton(_props: &ShareButtonProps) -> Html {
    Html::default()
}
