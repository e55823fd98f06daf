//! A browser under WebDriver (<https://www.w3.org/TR/webdriver2/>), spoken over a plain connection.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

/// Nothing that a browser does here takes as long.
const PATIENCE: Duration = Duration::from_secs(60);

/// What keeps the browser from asking the network of its own accord.
const ARGUMENTS: [&str; 10] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--window-size=1280,900",
];

/// A running browser; it ends with this value.
pub struct Browser {
    driver: Child,
    port: u16,
    session: String,
    /// Its profile, which is thrown away.
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Starts the browser that FERROSPIKE_CHROMIUM names. None, and a notice, when it names none.
    #[expect(clippy::print_stderr, reason = "a skipped test must not look like a passed one")]
    pub fn start() -> Option<Self> {
        let Some(binary) = std::env::var_os("FERROSPIKE_CHROMIUM") else {
            eprintln!("SKIPPED: FERROSPIKE_CHROMIUM does not name a browser");
            return None;
        };
        let program = std::env::var_os("FERROSPIKE_CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into());
        let mut driver =
            Command::new(&program).arg("--port=0").stdout(Stdio::piped()).spawn().unwrap_or_else(|error| {
                panic!("{program:?} does not start: {error}; FERROSPIKE_CHROMEDRIVER names it")
            });
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines().map_while(Result::ok);
        let port = |line: &str| line.split_once("successfully on port ")?.1.trim_end_matches('.').parse().ok();
        let port = lines.find_map(|line| port(&line)).expect("chromedriver tells its port");
        let profile = tempfile::tempdir().unwrap();
        let folder = format!("--user-data-dir={}", profile.path().display());
        let arguments: Vec<&str> = ARGUMENTS.into_iter().chain([folder.as_str()]).collect();
        let mut browser = Self { driver, port, session: String::new(), _profile: profile };
        let options = json!({ "binary": binary.to_str(), "args": arguments });
        let logs = json!({ "browser": "ALL", "performance": "ALL" });
        let wanted = json!({ "browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": logs });
        let answer = browser.send("POST", "/session", &json!({ "capabilities": { "alwaysMatch": wanted } }));
        browser.session = answer["sessionId"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned();
        Some(browser)
    }

    /// The `value` of the answer to a request.
    fn send(&self, method: &str, path: &str, body: &Value) -> Value {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let body = body.to_string();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            self.port,
            body.len()
        );
        stream.write_all((head + &body).as_bytes()).unwrap();
        let mut reader = BufReader::new(stream);
        let mut length = 0;
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            if line.trim().is_empty() {
                break;
            }
            if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
        }
        let mut answer = vec![0; length];
        reader.read_exact(&mut answer).unwrap();
        let mut answer: Value = serde_json::from_slice(&answer).unwrap();
        answer["value"].take()
    }

    fn ask(&self, command: &str, body: &Value) -> Value {
        let value = self.send("POST", &format!("/session/{}/{command}", self.session), body);
        assert!(value.get("error").is_none(), "{command}: {value}");
        value
    }

    pub fn open(&self, url: &str) {
        self.ask("url", &json!({ "url": url }));
    }

    /// What a script returns that sees `arguments`.
    pub fn script(&self, script: &str, arguments: &[Value]) -> Value {
        self.ask("execute/sync", &json!({ "script": script, "args": arguments }))
    }

    /// Lines that the page or the browser wrote to the console.
    pub fn messages(&self) -> Vec<String> {
        let log = self.ask("se/log", &json!({ "type": "browser" }));
        log.as_array().unwrap().iter().map(|entry| entry["message"].to_string()).collect()
    }

    /// Addresses that pages from files asked for; what the browser shows when it starts is its own.
    pub fn requests(&self) -> Vec<String> {
        let log = self.ask("se/log", &json!({ "type": "performance" }));
        let url = |entry: &Value| {
            let event: Value = serde_json::from_str(entry["message"].as_str()?).ok()?;
            let event = &event["message"];
            let sent = event["method"] == "Network.requestWillBeSent";
            let sent = sent && event["params"]["documentURL"].as_str()?.starts_with("file://");
            sent.then(|| event["params"]["request"]["url"].as_str().unwrap_or_default().to_owned())
        };
        log.as_array().unwrap().iter().filter_map(url).collect()
    }

    fn mouse(&self, actions: &[Value]) {
        let mouse =
            json!({ "type": "pointer", "id": "mouse", "parameters": { "pointerType": "mouse" }, "actions": actions });
        self.ask("actions", &json!({ "actions": [mouse] }));
    }

    pub fn point(&self, x: f64, y: f64) {
        self.mouse(&[to(x, y)]);
    }

    pub fn drag(&self, from: (f64, f64), to_place: (f64, f64)) {
        self.mouse(&[to(from.0, from.1), down(), to(to_place.0, to_place.1), up()]);
    }

    pub fn double_click(&self, x: f64, y: f64) {
        self.mouse(&[to(x, y), down(), up(), down(), up()]);
    }

    pub fn wheel(&self, x: f64, y: f64, distance: i64) {
        let [x, y] = [x, y].map(|place| place.round() as i64);
        let turn = json!({ "type": "scroll", "x": x, "y": y, "deltaX": 0, "deltaY": distance, "origin": "viewport" });
        self.ask("actions", &json!({ "actions": [{ "type": "wheel", "id": "wheel", "actions": [turn] }] }));
    }

    /// Takes the size of a telephone.
    pub fn become_telephone(&self) {
        let size = json!({ "width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": true });
        self.ask("goog/cdp/execute", &json!({ "cmd": "Emulation.setDeviceMetricsOverride", "params": size }));
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // the browser first, else nothing ends it; what fails here must not hide why a test failed
        if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port)) {
            let _ = stream.set_read_timeout(Some(PATIENCE));
            let _ = write!(stream, "DELETE /session/{} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", self.session);
            let _ = stream.read(&mut [0; 64]);
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

fn to(x: f64, y: f64) -> Value {
    let [x, y] = [x, y].map(|place| place.round() as i64);
    json!({ "type": "pointerMove", "duration": 0, "x": x, "y": y, "origin": "viewport" })
}

fn down() -> Value {
    json!({ "type": "pointerDown", "button": 0 })
}

fn up() -> Value {
    json!({ "type": "pointerUp", "button": 0 })
}
