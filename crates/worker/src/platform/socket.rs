//! A WebSocket to the bridge that pipes bytes to a Lightning peer. The peer's own encryption (BOLT 8) runs end to end;
//! the bridge sees an address and ciphertext.

use std::rc::Rc;

use lifeboat_session::host::{Socket, SocketEvent};
use wasm_bindgen::prelude::*;

type Handler<T> = Closure<dyn FnMut(T)>;

/// An open or opening socket. Closed on drop; then no more events come.
pub struct WebSocket {
    socket: web_sys::WebSocket,
    _handlers: (Handler<JsValue>, Handler<web_sys::MessageEvent>, Handler<JsValue>),
}

impl WebSocket {
    /// Dials `host:port` through the bridge at this address (`ws:` or `wss:`).
    pub fn dial(
        bridge: &str,
        to: &str,
        handle: impl Fn(SocketEvent) + 'static,
    ) -> Result<WebSocket, JsValue> {
        let to = js_sys::encode_uri_component(to).as_string().unwrap_or_default();
        let socket = web_sys::WebSocket::new(&format!("{bridge}?to={to}"))?;
        socket.set_binary_type(web_sys::BinaryType::Arraybuffer);
        let handle = Rc::new(handle);
        let (on_open, on_data, on_closed) = (handle.clone(), handle.clone(), handle);
        let open = Handler::<JsValue>::new(move |_| on_open(SocketEvent::Open));
        let data = Handler::<web_sys::MessageEvent>::new(move |event: web_sys::MessageEvent| {
            on_data(SocketEvent::Data(js_sys::Uint8Array::new(&event.data()).to_vec()));
        });
        let closed = Handler::<JsValue>::new(move |_| on_closed(SocketEvent::Closed));
        socket.set_onopen(Some(open.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(data.as_ref().unchecked_ref()));
        socket.set_onclose(Some(closed.as_ref().unchecked_ref()));
        Ok(WebSocket { socket, _handlers: (open, data, closed) })
    }
}

impl Socket for WebSocket {
    fn send(&self, bytes: &[u8]) {
        // The browser queues them. A socket that can no longer send says so by an event.
        let _ = self.socket.send_with_u8_array(bytes);
    }
}

impl Drop for WebSocket {
    fn drop(&mut self) {
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        let _ = self.socket.close();
    }
}
