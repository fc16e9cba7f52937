//! The workers' module on the main thread: for jobs too small to be noticed, and for pages that cannot start workers.
//!
//! The same code computes here and in the workers, so the bits are the same. After an exception the instance is replaced,
//! as a worker would be. Jobs must be cut into short pieces by the caller.

use super::product_job::Certificate;
use super::worker_assets::{WorkerAssets, another_copy, import_module};
use crate::event_loop::spawn_local;
use crate::failure::{Failure, js_message};
use crate::operand::{Elements, Operand};
use js_sys::{Array, JsString, Object, Promise, Reflect};
use shared::Shape;
use shared::certificate::Verification;
use shared::kernel::{Algorithm, Dims, Kernel};
use shared::protocol::{DIRECT_RELAXED, DIRECT_STRASSEN, DIRECT_TRANSPOSED_A, DIRECT_TRANSPOSED_B, ProductSpec};
use shared::rpc::RpcMethod;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use worker::wire::{self, Request, Response, Wired};

#[wasm_bindgen]
extern "C" {
    /// The script that belongs to the workers' module.
    type Glue;

    #[wasm_bindgen(method, catch, js_name = default)]
    fn instantiate(this: &Glue, options: &Object) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch, js_name = initSync)]
    fn instantiate_now(this: &Glue, options: &Object) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, getter, js_name = LocalEngine)]
    fn engine_class(this: &Glue) -> EngineClass;

    /// `LocalEngine` of the module (worker/src/bin/local_engine.rs).
    type EngineClass;

    #[wasm_bindgen(method, catch)]
    fn create(this: &EngineClass) -> Result<EngineObject, JsValue>;

    /// An instance of it.
    #[derive(Clone)]
    type EngineObject;

    #[wasm_bindgen(method, catch)]
    fn handle(this: &EngineObject, request: &JsValue) -> Result<Array, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn product(
        this: &EngineObject,
        choices: u32,
        sizes: &[u32],
        a: &JsValue,
        b: &JsValue,
        seed: Option<f64>,
    ) -> Result<Array, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn rpc(this: &EngineObject, text: &JsString, most_operations: f64) -> Result<JsValue, JsValue>;
}

/// The workers' engine on this thread. Cheap to clone.
#[derive(Clone)]
pub struct PageEngine(Rc<Instance>);

/// The workers' module on this thread. An exception leaves an instance in an unknown state for good, and a glue script
/// holds one instance only; so a second copy of the script is kept ready.
struct Instance {
    assets: WorkerAssets,
    engine: RefCell<Option<EngineObject>>,
    spare: RefCell<Option<Glue>>,
    /// A copy of the script is being loaded.
    loading: Cell<bool>,
}

impl Instance {
    /// The argument of the script's functions that instantiate.
    fn options(&self, name: &str) -> Result<Object, JsValue> {
        let options = Object::new();
        Reflect::set(&options, &name.into(), &self.assets.module)?;
        Ok(options)
    }

    async fn start(&self) -> Result<(), JsValue> {
        let glue: Glue = JsFuture::from(import_module(&self.assets.script)).await?.unchecked_into();
        JsFuture::from(glue.instantiate(&self.options("module_or_path")?)?).await?;
        *self.engine.borrow_mut() = Some(glue.engine_class().create()?);
        Ok(())
    }

    /// Loads a copy of the script for use after an exception.
    fn load_spare(self: &Rc<Self>) {
        if self.loading.replace(true) {
            return;
        }
        let instance = self.clone();
        spawn_local(async move {
            match JsFuture::from(import_module(&another_copy(&instance.assets.script))).await {
                Ok(glue) => *instance.spare.borrow_mut() = Some(glue.unchecked_into()),
                Err(error) => log::warn!("no spare engine for the main thread: {}", js_message(&error)),
            }
            instance.loading.set(false);
        });
    }

    /// The engine, a new one if the last was lost in an exception.
    fn engine(self: &Rc<Self>) -> Result<EngineObject, JsValue> {
        if let Some(engine) = self.engine.borrow().as_ref() {
            return Ok(engine.clone());
        }
        let glue = self.spare.take();
        self.load_spare();
        let glue = glue.ok_or("it is being started again; try again in a moment")?;
        glue.instantiate_now(&self.options("module")?)?;
        let engine = glue.engine_class().create()?;
        *self.engine.borrow_mut() = Some(engine.clone());
        Ok(engine)
    }

    fn call<R>(self: &Rc<Self>, work: impl Fn(&EngineObject) -> Result<R, JsValue>) -> Result<R, Failure> {
        self.engine().and_then(|engine| work(&engine)).map_err(|error| {
            // Whatever it was: the instance may be in the middle of anything.
            if self.engine.take().is_some() {
                log::warn!("the engine on the main thread failed and is replaced: {}", js_message(&error));
            }
            Failure::Pool(format!(
                "the engine on the main thread failed ({}); try again, with smaller matrices if memory is short",
                js_message(&error)
            ))
        })
    }
}

/// The result of [`PageEngine::rpc`].
pub enum RpcCall {
    /// The text of the answer.
    Answered(JsValue),
    /// A larger product, which is still to be computed.
    Product {
        /// The method called.
        method: RpcMethod,
        /// A and B.
        operands: [Operand; 2],
    },
}

impl PageEngine {
    /// Instantiates the workers' module.
    ///
    /// # Errors
    /// A sentence with the browser's message.
    pub async fn start(assets: &WorkerAssets) -> Result<Self, String> {
        let instance = Rc::new(Instance {
            assets: assets.clone(),
            engine: RefCell::default(),
            spare: RefCell::default(),
            loading: Cell::new(false),
        });
        let failed = |error| format!("the engine could not be started on the main thread ({})", js_message(&error));
        instance.start().await.map_err(failed)?;
        instance.load_spare();
        Ok(Self(instance))
    }

    /// Executes `request` at once.
    ///
    /// # Errors
    /// [`Failure::Pool`] when the module threw, most likely for want of memory. It is replaced then and its open jobs are lost:
    /// their next request fails too.
    pub fn handle(&self, request: Request) -> Result<Vec<Response>, Failure> {
        self.0.call(|engine| {
            let responses = engine.handle(&wire::encode(&request))?;
            responses.iter().map(|response| Ok(wire::decode(&response)?)).collect()
        })
    }

    /// A product in one call, without messages: for small ones, since nothing interrupts it.
    ///
    /// # Errors
    /// As [`PageEngine::handle`].
    pub fn product(&self, spec: &ProductSpec, a: &Elements, b: &Elements) -> Result<(Elements, Certificate), Failure> {
        let Dims { m, k, n } = spec.dims;
        let choices = [
            (spec.kernel == Kernel::Relaxed, DIRECT_RELAXED),
            (spec.algorithm == Algorithm::Strassen, DIRECT_STRASSEN),
            (spec.transposed[0], DIRECT_TRANSPOSED_A),
            (spec.transposed[1], DIRECT_TRANSPOSED_B),
        ];
        let choices = choices.iter().filter(|(is_chosen, _)| *is_chosen).map(|(_, choice)| choice).sum();
        let (sizes, seed) = ([m as u32, k as u32, n as u32], spec.verify.map(|seed| seed as f64));
        let answer = self.0.call(|engine| engine.product(choices, &sizes, a.as_js(), b.as_js(), seed))?;
        let certificate = Certificate {
            exact: answer.get(1).is_truthy(),
            error_bound: answer.get(2).as_f64().unwrap_or(f64::INFINITY),
            line_sums: [4, 5].map(|at| answer.get(at).as_f64().unwrap_or(f64::INFINITY)),
            verification: Verification::from_js(&answer.get(3)).ok_or(Failure::UnexpectedResponse)?,
        };
        let c = Elements::from_js(&answer.get(0)).filter(|c| c.len() as usize == m * n);
        c.map(|c| (c, certificate)).ok_or(Failure::UnexpectedResponse)
    }

    /// Reads an envelope of the predecessor's RPC and answers it at once, unless its product takes more than
    /// `most_operations`.
    ///
    /// # Errors
    /// As [`PageEngine::handle`].
    pub fn rpc(&self, text: &JsString, most_operations: f64) -> Result<RpcCall, Failure> {
        let answer = self.0.call(|engine| engine.rpc(text, most_operations))?;
        let Some(parts) = answer.dyn_ref::<Array>() else { return Ok(RpcCall::Answered(answer)) };
        let size = |index: u32| parts.get(index).as_f64().unwrap_or_default() as usize;
        let (m, k, n) = (size(1), size(2), size(3));
        let operand =
            |index: u32, shape: Shape| Elements::from_js(&parts.get(index)).map(|elements| Operand { shape, elements });
        let method = parts.get(0).as_string().and_then(|name| RpcMethod::from_name(&name));
        match (method, operand(4, Shape::new(m, k)), operand(5, Shape::new(k, n))) {
            (Some(method), Some(a), Some(b)) => Ok(RpcCall::Product { method, operands: [a, b] }),
            _ => Err(Failure::UnexpectedResponse),
        }
    }
}
