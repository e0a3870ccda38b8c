(() => {
  const at = id => document.getElementById(id);
  const said = at('s-said'), bar = at('s-done'), gone = at('s-gone'), begun = performance.now();
  const say = text => { if (said.textContent !== text) said.textContent = text; };
  let most = 0, whole = false;
  const look = () => {
    const left = document.querySelectorAll('.voila-skeleton-container').length;
    most = Math.max(most, left);
    whole = most > 0 && left === 0;
    bar.hidden = whole || !gone.hidden;
    if (whole) { say('The page is ready.'); return; }
    if (most) { bar.max = most; bar.value = most - left; }
    say(performance.now() - begun > 45000 ? 'Still working this page out: the machine is busy.'
      : 'Working this page out. Its parts appear as they are ready, mostly within half a minute.');
  };
  setInterval(look, 500);
  look();

  const settings = () => JSON.parse(at('jupyter-config-data')?.textContent || '{}');
  const tell = words => { at('s-why').textContent = words; gone.hidden = false; if (!whole) said.textContent = ''; };
  const ask = async () => {
    const { kernelId, baseUrl } = settings();
    if (!kernelId) return;
    try {
      const told = await fetch(`${baseUrl}api/kernels/${kernelId}`, { cache: 'no-store' });
      if (told.ok) gone.hidden = true;
      else if (told.status === 404) tell('This page has stopped. That happens after an hour without use, or when the '
        + 'app was started anew. You can still read it; nothing on it moves until you start it again.');
      else tell('The app asks you to sign in again.');
    } catch {
      tell('The app does not answer. It may have been closed, or the network is down. You can still read this page.');
    }
  };
  setInterval(ask, 15000);
  document.addEventListener('visibilitychange', () => { if (!document.hidden) ask(); });
  at('s-again').addEventListener('click', () => location.reload());
  addEventListener('pagehide', () => {
    const { kernelId, baseUrl } = settings();
    if (kernelId) navigator.sendBeacon(`${baseUrl}voila/api/shutdown/${kernelId}`);
  });
  // A page that the browser brings back as it was left has no kernel any more.
  addEventListener('pageshow', event => { if (event.persisted) location.reload(); });
})();
