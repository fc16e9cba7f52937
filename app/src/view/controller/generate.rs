//! Fills A and B with examples.

use crate::event_loop::spawn_local;
use crate::memory::can_share;
use crate::memory::generated::generated;
use crate::view::controller::Controller;
use crate::view::examples::example;
use crate::view::messages;
use crate::view::state::loaded::{Loaded, Origin};
use crate::view::state::slot::OperandSide;
use crate::view::state::undo::InputChange;
use crate::view::text::examples as text;
use crate::view::text::translation::translated;
use shared::Shape;
use shared::generate::{Generator, NumberRange};

impl Controller {
    /// Fills in two 2 × 2 matrices.
    pub fn small_example(&self) {
        self.take_snapshot(InputChange::FilledIn);
        self.enter_text(OperandSide::A, "1  2\n3  4");
        self.enter_text(OperandSide::B, "5  6\n7  8");
    }

    /// Fills in two random n × n matrices, the same ones each time.
    pub fn random_example(&self, n: usize) {
        let random = |seed| Generator::Random { shape: Shape::new(n, n), seed, range: NumberRange::UNIT };
        self.generate(&[(OperandSide::A, random(1)), (OperandSide::B, random(2))]);
    }

    /// Replaces operands by matrices that are generated, in slices.
    pub fn generate(&self, generators: &[(OperandSide, Generator)]) {
        self.take_snapshot(InputChange::FilledIn);
        generators.iter().for_each(|&(side, generator)| self.generate_into(side, generator));
    }

    /// Fills `side` with a matrix that is generated.
    pub(super) fn generate_into(&self, side: OperandSide, generator: Generator) {
        self.cancel_input(side);
        let description = format!("{} {}", generator.shape(), example::origin(&generator));
        let id = self.start_read(side, Some(description));
        let controller = self.clone();
        spawn_local(async move {
            let result = generated(&generator, can_share()).await;
            let result =
                result.map(|matrix| Loaded { matrix, origin: Origin::Generated(generator) }).map_err(|failure| {
                    text::NOT_MADE.with(&[&side.letter(), &messages::sentence(&translated(&failure.to_string()))])
                });
            controller.finish_read(side, id, result, None, false);
        });
    }
}
