//! The engine on the main thread: the workers' own module, instantiated once more by the page.
//!
//! For jobs too small to be felt, and for pages on which no worker can be started. The same code computes here and
//! there, so the bits are the same. After an exception the instance is replaced, as a worker would be.
//!
//! Refuses to cut a job into short pieces; its caller does.

use super::kit::{Kit, import_module};
use super::product_job::Certificate;
use crate::failure::js_message;
use crate::operand::Elements;
use js_sys::{Array, Function, Object, Promise, Reflect, Uint32Array};
use shared::kernel::portable::Portable;
use shared::kernel::{Algorithm, Dims, Kernel};
use shared::protocol::ProductSpec;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use worker::engine::WorkerEngine;
use worker::kernels::{KernelPair, Kernels};
use worker::wire::{self, Request, Response};

/// The workers' table of work, on this thread. Cheap to clone.
#[derive(Clone)]
pub struct Local(Table);

#[derive(Clone)]
enum Table {
    /// In the workers' module.
    Module(Rc<Instance>),
    /// In this one, by plain loops: for want of the workers' module. Its bits are those of the simd128 kernel.
    Portable(Rc<RefCell<WorkerEngine>>),
}

/// The workers' module on this thread. An exception leaves an instance in the middle of something for good, and the glue
/// holds one instance only; so a second copy of the glue is kept at hand.
struct Instance {
    kit: Kit,
    bench: RefCell<Option<Bench>>,
    spare: RefCell<Option<JsValue>>,
    /// A copy of the glue is on its way.
    preparing: Cell<bool>,
    copies: Cell<u32>,
}

/// One table in an instance, and two of its methods.
#[derive(Clone)]
struct Bench {
    object: JsValue,
    handle: Function,
    product: Function,
}

impl Bench {
    /// From glue whose module has been instantiated.
    fn create(glue: &JsValue) -> Result<Self, JsValue> {
        let class = Reflect::get(glue, &"LocalEngine".into())?;
        let create: Function = Reflect::get(&class, &"create".into())?.dyn_into()?;
        let object = create.call0(&class)?;
        let handle = Reflect::get(&object, &"handle".into())?.dyn_into()?;
        let product = Reflect::get(&object, &"product".into())?.dyn_into()?;
        Ok(Self { object, handle, product })
    }
}

impl Instance {
    /// What glue's functions that instantiate take.
    fn options(&self, name: &str) -> Result<Object, JsValue> {
        let options = Object::new();
        Reflect::set(&options, &name.into(), &self.kit.module)?;
        Ok(options)
    }

    async fn start(&self) -> Result<(), JsValue> {
        let glue = JsFuture::from(import_module(&self.kit.glue)).await?;
        let init: Function = Reflect::get(&glue, &"default".into())?.dyn_into()?;
        let options = self.options("module_or_path")?;
        JsFuture::from(init.call1(&JsValue::UNDEFINED, &options)?.dyn_into::<Promise>()?).await?;
        *self.bench.borrow_mut() = Some(Bench::create(&glue)?);
        Ok(())
    }

    /// Fetches a copy of the glue for the case of an exception. Another fragment makes it another module.
    fn prepare(self: &Rc<Self>) {
        if self.preparing.replace(true) {
            return;
        }
        let instance = self.clone();
        instance.copies.set(instance.copies.get() + 1);
        wasm_bindgen_futures::spawn_local(async move {
            let url = format!("{}#{}", instance.kit.glue, instance.copies.get());
            match JsFuture::from(import_module(&url)).await {
                Ok(glue) => *instance.spare.borrow_mut() = Some(glue),
                Err(error) => log::warn!("no second engine for this page: {}", js_message(&error)),
            }
            instance.preparing.set(false);
        });
    }

    /// The table, a new one if the last was lost in an exception.
    fn bench(self: &Rc<Self>) -> Result<Bench, JsValue> {
        if let Some(bench) = self.bench.borrow().as_ref() {
            return Ok(bench.clone());
        }
        let glue = self.spare.take();
        self.prepare();
        let glue = glue.ok_or("it is being started again; try again in a moment")?;
        let init: Function = Reflect::get(&glue, &"initSync".into())?.dyn_into()?;
        init.call1(&JsValue::UNDEFINED, &self.options("module")?.into())?;
        let bench = Bench::create(&glue)?;
        *self.bench.borrow_mut() = Some(bench.clone());
        Ok(bench)
    }

    fn call<R>(self: &Rc<Self>, work: impl Fn(&Bench) -> Result<R, JsValue>) -> Result<R, String> {
        self.bench().and_then(|bench| work(&bench)).map_err(|error| {
            // Whatever it was: nobody knows what the instance was in the middle of.
            if self.bench.take().is_some() {
                log::warn!("the engine on this page failed and is replaced: {}", js_message(&error));
            }
            format!(
                "the engine on this page failed ({}); try again, with smaller matrices if memory is short",
                js_message(&error)
            )
        })
    }
}

impl Local {
    /// The plain loops, which need no file.
    pub fn portable() -> Self {
        let pair = KernelPair { f32: &Portable::<false>, f64: &Portable::<false> };
        Self(Table::Portable(Rc::new(RefCell::new(WorkerEngine::new(Kernels {
            simd128: pair,
            relaxed: None,
            limits: None,
        })))))
    }

    /// Whether this is the workers' module.
    pub fn has_simd(&self) -> bool {
        matches!(self.0, Table::Module { .. })
    }

    /// Instantiates the kit's module.
    ///
    /// # Errors
    /// A sentence with what the browser said.
    pub async fn start(kit: &Kit) -> Result<Self, String> {
        let instance = Rc::new(Instance {
            kit: kit.clone(),
            bench: RefCell::default(),
            spare: RefCell::default(),
            preparing: Cell::new(false),
            copies: Cell::new(0),
        });
        let words = |error| format!("the engine could not be started on this page ({})", js_message(&error));
        instance.start().await.map_err(words)?;
        instance.prepare();
        Ok(Self(Table::Module(instance)))
    }

    /// Does what `request` asks, now.
    ///
    /// # Errors
    /// A sentence, when the module threw (out of memory, in all likelihood). It is replaced then, and what other jobs had
    /// there is gone: their next request fails too.
    pub fn handle(&self, request: Request) -> Result<Vec<Response>, String> {
        match &self.0 {
            Table::Module(instance) => instance.call(|bench| {
                let responses: Array = bench.handle.call1(&bench.object, &wire::encode(&request)?)?.dyn_into()?;
                responses.iter().map(|response| Ok(wire::decode(&response)?)).collect()
            }),
            Table::Portable(bench) => {
                let mut responses = Vec::new();
                bench.borrow_mut().handle(request, &mut |response| responses.push(response));
                Ok(responses)
            }
        }
    }

    /// A product in one call, without messages, or `None` where that is not to be had. For small ones only: it takes
    /// as long as it takes.
    ///
    /// # Errors
    /// As [`Local::handle`].
    pub fn product(
        &self,
        spec: &ProductSpec,
        a: &Elements,
        b: &Elements,
    ) -> Result<Option<(Elements, Certificate)>, String> {
        let Table::Module(instance) = &self.0 else { return Ok(None) };
        let Dims { m, k, n } = spec.dims;
        let sizes = Uint32Array::from(&[m as u32, k as u32, n as u32][..]);
        let seed = spec.verify.map_or(JsValue::UNDEFINED, |seed| (seed as f64).into());
        let arguments = Array::new();
        arguments.push(&(spec.kernel == Kernel::Relaxed).into());
        arguments.push(&(spec.algorithm == Algorithm::Strassen).into());
        arguments.push(&sizes);
        arguments.push(a.as_js());
        arguments.push(b.as_js());
        arguments.push(&seed);
        let answer = instance
            .call(|bench| bench.product.apply(&bench.object, &arguments).and_then(JsValue::dyn_into::<Array>))?;
        let c = Elements::from_js(&answer.get(0)).filter(|c| c.len() as usize == m * n);
        let certificate = Certificate {
            exact: answer.get(1).is_truthy(),
            error_bound: answer.get(2).as_f64().unwrap_or(f64::INFINITY),
            verification: serde_wasm_bindgen::from_value(answer.get(3)).map_err(|error| error.to_string())?,
        };
        Ok(c.map(|c| (c, certificate)))
    }
}
