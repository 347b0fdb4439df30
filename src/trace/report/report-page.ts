import type { ReportData } from './report-data.ts';
import { REPORT_STYLE } from './report-style.ts';

/** The page: one file that needs no other. `script` is what runs in it, `dist/report.js` of the package. */
export function reportPage(data: ReportData, script: string): string {
  const title = data.seed === undefined ? 'Trace' : `Trace of seed ${data.seed}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · twinrtc</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<header>
  <div class="title">
    <h1>${title}</h1>
    <p>${summaryOf(data)}</p>
  </div>
  <form id="controls" aria-label="What is shown">
    <input name="text" type="search" placeholder="Filter: ClientHello, loss, stream 1 …" aria-label="Filter by text" autocomplete="off">
    <fieldset data-group="kinds"><legend>Kinds of packets</legend></fieldset>
    <fieldset data-group="hosts"><legend>Hosts</legend></fieldset>
    <label class="switch"><input name="only-dropped" type="checkbox"> only what was lost</label>
    <label class="switch"><input name="all-states" type="checkbox"> all states</label>
    <span class="buttons">
      <button id="zoom-out" type="button" aria-label="Zoom out" title="Zoom out (-)">−</button>
      <button id="zoom-in" type="button" aria-label="Zoom in" title="Zoom in (+)">+</button>
      <button id="zoom-all" type="button" title="Show everything (0)">all</button>
    </span>
  </form>
</header>
<main>
  <div class="stage">
    <canvas id="stage" tabindex="0" role="img" aria-label="Hosts as lanes, packets as arrows between them, states as bands, loss and bytes under way as charts, on one line of virtual time. Arrow keys move, plus and minus zoom, 0 shows everything. The log below has the same in words."></canvas>
    <div id="tip" role="tooltip" hidden></div>
  </div>
  <section aria-label="Log">
    <div class="log-head"><span class="time">when</span><span class="who">who</span><span class="type">kind</span><span class="what">what</span><output id="count"></output></div>
    <div id="log" role="listbox" tabindex="0" aria-label="Everything that happened, a line each"></div>
  </section>
</main>
<script id="data" type="application/json">${escapedJson(data)}</script>
<script>${script.replaceAll('</script', '<\\/script')}</script>
</body>
</html>
`;
}

function summaryOf({ startsAt, endsAt, hosts, packets, faults, entriesLost }: ReportData): string {
  const dropped = packets.fate.reduce((count, fate) => count + (fate === 1 ? 1 : 0), 0);
  const parts = [
    `${duration(endsAt - startsAt)} of virtual time`,
    plural(hosts.length, 'host'),
    plural(packets.at.length, 'packet'),
    `${dropped.toLocaleString('en')} lost`,
    plural(faults.length, 'fault'),
  ];
  if (entriesLost > 0) parts.push(`begins after ${plural(entriesLost, 'entry', 'entries')} that were not kept`);
  return parts.join(' · ');
}

function duration(ms: number): string {
  return ms < 10_000 ? `${Number(ms.toFixed(1))} ms` : `${Number((ms / 1000).toFixed(1))} s`;
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/** JSON that cannot end the element it stands in. */
function escapedJson(data: ReportData): string {
  return JSON.stringify(data).replaceAll('<', '\\u003c');
}
