//! Starts the host, prints the links, and serves until it is stopped.

use crate::Trouble;
use crate::args::Args;
use crate::data_dir::{DataDir, HostFile, Printed, random};
use crate::demo::{self, Import, Link, PastClock};
use crate::http::router::router;
use crate::pages::all_pages;
use crate::sender;
use crate::staff_door::{StaffDoor, Way};
use crate::state::{App, Host, administrator, team};
use casegate::access::permission::Role;
use casegate::access::source::Source;
use casegate::foundation::env::KeyRing;
use casegate::foundation::error::Error;
use casegate::foundation::ids::FirmId;
use casegate::foundation::origin::Origin;
use casegate::invites::types::{InviteRef, InviteState, ListInvites};
use casegate::portal::{Desk, Portal};
use casegate::store::Store;
use casegate_sqlite::SqliteStore;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

/// The time that connections have to end after the host is stopped.
const PATIENCE: Duration = Duration::from_secs(3);

pub(crate) async fn serve(args: Args) -> Result<(), Trouble> {
    // Bound before anything is created, so that an address in use leaves no files behind.
    let listener = TcpListener::bind(args.listen).await.map_err(|error| taken(args.listen, &error))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let origin = origin(&args, address)?;
    let started = tokio::task::spawn_blocking(move || start(&args, origin)).await;
    let Started { app, links, data: _data } = started.map_err(|error| error.to_string())??;
    announce(&app, &links).map_err(|error| format!("cannot print the links: {error}"))?;
    drop(links);
    let background = tokio::spawn(sender::run(app.portal.clone(), app.sent.clone()));
    let (stop, stopped) = tokio::sync::watch::channel(());
    let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, service).with_graceful_shutdown(async move {
        told_to_stop().await;
        drop(stop);
    });
    let ended = tokio::select! {
        ended = served.into_future() => ended.map_err(|error| format!("serving ended: {error}")),
        () = out_of_patience(stopped) => Ok(()),
    };
    // A message that it was about to acknowledge is taken again at the next start.
    background.abort();
    ended
}

fn taken(address: SocketAddr, error: &std::io::Error) -> Trouble {
    let hint = match error.kind() {
        std::io::ErrorKind::AddrInUse => {
            "; another program listens there. Choose another with --listen 127.0.0.1:0"
        }
        _ => "",
    };
    format!("cannot listen on {address}: {error}{hint}")
}

/// Returns the origin for links, which is configured and never taken from a request.
fn origin(args: &Args, address: SocketAddr) -> Result<Origin, Trouble> {
    let text = args.origin.clone().unwrap_or_else(|| format!("http://{address}"));
    Origin::parse(&text).map_err(|_| {
        format!(
            "{text} is no address for links: plain http is for this machine alone; give --origin https://..."
        )
    })
}

/// A host that is ready to serve.
struct Started {
    app: App,
    links: Vec<Link>,
    /// Held until the end, so that no second host uses the same folder.
    data: DataDir,
}

fn start(args: &Args, origin: Origin) -> Result<Started, Trouble> {
    // Tried before anything is created, so that a bad file leaves no files behind.
    let import = args.import.as_deref().map(|file| Import::prepare(file, &origin)).transpose()?;
    let data = DataDir::open(&args.data)?;
    let host_file = data.host_file()?;
    if host_file.as_ref().is_some_and(|file| !file.is_loaded) {
        return Err(format!(
            "the first start in {} did not finish; delete that folder and begin anew",
            args.data.display()
        ));
    }
    let keys = data.keys()?;
    let (mut host_file, known) = match host_file {
        Some(file) => (file, None),
        None => {
            let (file, links) = first_start(&data, &keys, &origin, import.is_none())?;
            (file, Some(links))
        }
    };
    let printed = host_file.printed.clone();
    let mut imported = Vec::new();
    if let Some(import) = import {
        (host_file, imported) = data.exchange(|copy| load_cases(copy, &keys, &origin, host_file, &import))?;
        eprintln!("imported {} cases", import.count());
    }
    let firm = host_file.firm;
    let portal = Portal::on_shared(open(&data.database())?).keys(keys).origin(origin.clone());
    let portal = portal.build().map_err(refused)?;
    let mut links = match known {
        Some(links) => links,
        None => fresh_links(&desk(&portal, firm)?, &printed).map_err(refused)?,
    };
    links.extend(imported);
    report(&portal);
    let team =
        team(firm).into_iter().filter(|staff| args.colleagues || staff.roles.contains(&Role::Administrator));
    let door = StaffDoor::new(team)?;
    let app = Host::new(portal, firm, origin, door).map_err(refused)?;
    Ok(Started { app, links, data })
}

fn open(database: &Path) -> Result<Arc<dyn Store>, Trouble> {
    match SqliteStore::open(database) {
        Ok(store) => Ok(Arc::new(store)),
        Err(error) => Err(format!("cannot open {}: {error}", database.display())),
    }
}

fn refused(error: Error) -> Trouble {
    format!("{} ({})", error.message(), error.code().name())
}

fn desk(portal: &Portal, firm: FirmId) -> Result<Desk, Trouble> {
    portal.desk(administrator(firm), &Source::default()).map_err(|error| error.to_string())
}

/// Registers the firm, and loads the demonstration's cases unless the firm imports its own.
fn first_start(
    data: &DataDir,
    keys: &KeyRing,
    origin: &Origin,
    with_cases: bool,
) -> Result<(HostFile, Vec<Link>), Trouble> {
    let refused = |error: Error| format!("the demonstration firm could not be loaded: {error:?}");
    let bytes = random()?;
    let id = bytes.first_chunk::<16>().copied().unwrap_or_default();
    let firm = FirmId::from_uuid(uuid::Builder::from_random_bytes(id).into_uuid());
    let mut file = HostFile { firm, printed: Vec::new(), is_loaded: false, is_exchanging: false };
    data.keep_host_file(&file)?;
    let clock = PastClock::default();
    let past = Portal::on_shared(open(&data.database())?).keys(keys.clone()).origin(origin.clone());
    let past = past.clock(clock.clone()).build().map_err(refused)?;
    let desk = desk(&past, firm)?;
    // Before the oldest case.
    clock.go_back(365);
    demo::register(&desk).map_err(refused)?;
    let links = if with_cases { demo::cases(&past, &desk, &clock).map_err(refused)? } else { Vec::new() };
    file.printed = links.iter().map(|link| link.printed.clone()).collect();
    file.is_loaded = true;
    data.keep_host_file(&file)?;
    Ok((file, links))
}

/// Makes new links for the invites that were printed before and are still valid. Invites that were revoked
/// or have expired are left out.
fn fresh_links(desk: &Desk, printed: &[Printed]) -> Result<Vec<Link>, Error> {
    let mut links = Vec::new();
    for printed in printed {
        let invites = all_pages(|cursor| {
            let page = ListInvites { cursor, ..ListInvites::first_page(printed.case) };
            desk.list_invites(page).map(|page| (page.invites, page.next))
        })?;
        let live =
            invites.iter().find(|invite| invite.label == printed.label && invite.state == InviteState::Live);
        if let Some(live) = live {
            let minted =
                desk.reissue_invite(InviteRef { case_id: printed.case, invite_id: live.invite_id })?;
            let url = minted.secret.into_link(&minted.origin).expose().to_owned();
            links.push(Link { printed: printed.clone(), url });
        }
    }
    Ok(links)
}

/// Loads the cases into the database at `copy`, and closes it.
fn load_cases(
    copy: &Path,
    keys: &KeyRing,
    origin: &Origin,
    mut host_file: HostFile,
    import: &Import,
) -> Result<(HostFile, Vec<Link>), Trouble> {
    let portal = Portal::on_shared(open(copy)?).keys(keys.clone()).origin(origin.clone());
    let portal = portal.build().map_err(refused)?;
    let links = import.load(&portal, &desk(&portal, host_file.firm)?)?;
    host_file.printed.extend(links.iter().map(|link| link.printed.clone()));
    Ok((host_file, links))
}

/// Writes the findings to stderr with which a production host must not start.
fn report(portal: &Portal) {
    eprintln!(
        "warning: this is a demonstration: the keys lie beside the database, and whoever copies the folder has both"
    );
    match portal.doctor() {
        Ok(report) => {
            for finding in report.findings {
                eprintln!(
                    "warning: {}{}",
                    finding.code,
                    if finding.serious { " (not fit for production)" } else { "" }
                );
            }
        }
        Err(error) => eprintln!("warning: the set-up could not be checked: {error}"),
    }
}

/// Prints one link per line on standard output. Nothing else prints links.
fn announce(app: &App, links: &[Link]) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    for Way { code, staff } in app.door.ways() {
        let has = |role| staff.roles.contains(&role);
        let who = match (has(Role::Administrator), has(Role::Practitioner)) {
            (true, _) => "staff",
            (false, true) => "colleague practitioner",
            (false, false) => "colleague readOnly",
        };
        writeln!(out, "{who} {}/desk/enter#{code}", app.origin)?;
    }
    for Link { printed, url } in links {
        writeln!(out, "client {} {url}", printed.name)?;
    }
    out.flush()
}

/// Waits for Ctrl-C or, on systems that have it, SIGTERM.
async fn told_to_stop() {
    let interrupted = async { drop(tokio::signal::ctrl_c().await) };
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! { () = interrupted => {}, () = terminated => {} }
}

/// Ends some time after the stop, even if connections are still open.
async fn out_of_patience(mut stopped: tokio::sync::watch::Receiver<()>) {
    while stopped.changed().await.is_ok() {}
    tokio::time::sleep(PATIENCE).await;
}
