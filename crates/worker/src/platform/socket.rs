//! A WebSocket to the bridge that pipes bytes to a Lightning peer. The peer's own encryption (BOLT 8) runs end to end;
//! the bridge sees an address and ciphertext.

use std::rc::Rc;

use wasm_bindgen::prelude::*;

/// What happens on a socket.
pub enum SocketEvent {
    /// It is open.
    Open,
    /// Bytes came.
    Data(Vec<u8>),
    /// It is gone.
    Closed,
}

type Handler<T> = Closure<dyn FnMut(T)>;

/// An open or opening socket. Closed on drop; then no more events come.
pub struct Socket {
    socket: web_sys::WebSocket,
    _handlers: (Handler<JsValue>, Handler<web_sys::MessageEvent>, Handler<JsValue>),
}

impl Socket {
    /// Dials `host:port` through the bridge at this address (`ws:` or `wss:`).
    pub fn dial(bridge: &str, to: &str, handle: impl Fn(SocketEvent) + 'static) -> Result<Socket, JsValue> {
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
        Ok(Socket { socket, _handlers: (open, data, closed) })
    }

    /// Sends bytes. The browser queues them; it is gone with the socket if that dies.
    pub fn send(&self, bytes: &[u8]) -> Result<(), JsValue> {
        self.socket.send_with_u8_array(bytes)
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        let _ = self.socket.close();
    }
}
