//! Starts servers. One that is missing fails a test with the command that installs it.

use std::fs::{self, File};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use offprint_hosting::{Host, HostFile, HostingRules};

const INSTALL: &str =
    "run `./dev test`, which installs what these tests need: Apache, nginx and Caddy";

/// What the servers know of the types of files, on any system.
const TYPES: [(&str, &str); 5] = [
    ("text/html", "html"),
    ("text/css", "css"),
    ("text/xml", "xml"),
    ("application/json", "json"),
    ("text/plain", "txt"),
];

/// A server that ends with the test.
pub struct Server {
    child: Child,
    /// Where it listens on 127.0.0.1.
    pub port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// Starts a server for the files below `root`. `site` is the folder of the site.
    pub fn start(
        host: Host,
        folder: &Path,
        root: &Path,
        site: &Path,
        rules: &HostingRules,
    ) -> Self {
        // A server that root starts reads files as someone else.
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let everyone = fs::Permissions::from_mode(0o755);
            fs::set_permissions(folder, everyone).expect("it is set");
        }
        let file = *host.files().first().expect("a host has files");
        let place = if file == HostFile::Htaccess { site } else { folder };
        let part = place.join(file.name());
        fs::write(&part, file.render(rules, &[host])).expect("it is written");
        let port = free_port();
        let config = folder.join("server.conf");
        let text = match host {
            Host::Apache => apache(folder, root, port),
            Host::Nginx => nginx(folder, root, port, &part),
            Host::Caddy => caddy(root, port, &part),
            other => panic!("{} is no server", other.name()),
        };
        fs::write(&config, text).expect("it is written");
        let config = config.display().to_string();
        let log = folder.join("error.log").display().to_string();
        let (program, arguments): (_, Vec<&str>) = match host {
            // In one process, which ends when it is killed.
            Host::Apache => ("apache2", vec!["-X", "-f", &config]),
            Host::Nginx => ("nginx", vec!["-e", &log, "-c", &config]),
            _ => ("caddy", vec!["run", "--adapter", "caddyfile", "--config", &config]),
        };
        Self::run(&system_program(program), &arguments, port, folder)
    }

    fn run(program: &Path, arguments: &[&str], port: u16, folder: &Path) -> Self {
        let log = folder.join("log");
        let output = File::create(&log).expect("it is created");
        let child = Command::new(program)
            .args(arguments)
            .env("HOME", folder)
            .stdin(Stdio::null())
            .stdout(output.try_clone().expect("it is copied"))
            .stderr(output)
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}; {INSTALL}", program.display()));
        let mut server = Self { child, port };
        let deadline = Instant::now() + Duration::from_secs(90);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = server.child.try_wait().ok().flatten().is_some();
            assert!(
                !ended && Instant::now() < deadline,
                "{} does not listen\n{}",
                program.display(),
                fs::read_to_string(&log).unwrap_or_default()
            );
            std::thread::sleep(Duration::from_millis(50));
        }
        server
    }
}

fn apache(folder: &Path, root: &Path, port: u16) -> String {
    let modules =
        ["mpm_event", "authz_core", "dir", "mime", "alias", "headers", "rewrite", "negotiation"];
    let modules: String = modules
        .iter()
        .map(|name| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"))
        .collect();
    let types = TYPES.map(|(kind, ending)| format!("{kind} {ending}\n")).concat();
    fs::write(folder.join("mime.types"), types).expect("it is written");
    format!(
        "ServerRoot {folder}\nServerName 127.0.0.1\nListen 127.0.0.1:{port}\nPidFile {folder}/pid\n\
         {modules}User www-data\nGroup www-data\nTypesConfig {folder}/mime.types\n\
         ErrorLog {folder}/error.log\nDocumentRoot \"{root}\"\nDirectoryIndex index.html\n\
         <Directory />\n  Options FollowSymLinks\n  AllowOverride None\n  Require all denied\n\
         </Directory>\n<Directory \"{root}\">\n  AllowOverride FileInfo\n  Require all granted\n\
         </Directory>\n",
        folder = folder.display(),
        root = root.display(),
    )
}

fn nginx(folder: &Path, root: &Path, port: u16, part: &Path) -> String {
    let types = TYPES.map(|(kind, ending)| format!("{kind} {ending}; ")).concat();
    format!(
        "daemon off;\nmaster_process off;\npid {folder}/pid;\nerror_log {folder}/error.log;\n\
         events {{}}\nhttp {{\n  types {{ {types} }}\n  access_log off;\n  \
         client_body_temp_path {folder}/body;\n  proxy_temp_path {folder}/proxy;\n  \
         fastcgi_temp_path {folder}/fastcgi;\n  uwsgi_temp_path {folder}/uwsgi;\n  \
         scgi_temp_path {folder}/scgi;\n  server {{\n    listen 127.0.0.1:{port};\n    \
         root \"{root}\";\n    include {part};\n  }}\n}}\n",
        folder = folder.display(),
        root = root.display(),
        part = part.display(),
    )
}

fn caddy(root: &Path, port: u16, part: &Path) -> String {
    format!(
        "{{\n\tadmin off\n\tauto_https off\n}}\n\
         http://127.0.0.1:{port} {{\n\troot * \"{root}\"\n\timport \"{part}\"\n\tfile_server\n}}\n",
        root = root.display(),
        part = part.display(),
    )
}

/// A port that nobody uses.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    listener.local_addr().expect("it has an address").port()
}

/// A program of the system, or one that `./dev test` unpacked.
fn system_program(name: &str) -> PathBuf {
    let unpacked =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/web-servers").join(name);
    let roots = [Path::new("/"), Path::new("/usr/local"), &unpacked];
    let folders = ["usr/sbin", "usr/bin", "sbin", "bin"];
    let mut places =
        roots.iter().flat_map(|root| folders.map(|folder| root.join(folder).join(name)));
    places.find(|path| path.exists()).unwrap_or_else(|| panic!("{name} is missing; {INSTALL}"))
}
