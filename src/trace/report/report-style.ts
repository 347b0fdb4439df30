/** The style sheet of a report, light and dark. The canvas reads its colours from here too. */
export const REPORT_STYLE = `
:root {
  --background: #ffffff; --panel: #f4f5f8; --ink: #1c2230; --muted: #68738a; --line: #d5dae4; --accent: #3a5bd9;
  --dropped: #d3304a; --good: #2f9e62; --busy: #6e86c9; --weak: #d9902f; --bad: #d3304a; --over: #8f97a8;
  --kind-stun: #0b8f8c; --kind-turn: #4d7c0f; --kind-dtls: #b7640a; --kind-sctp: #8a4fd0; --kind-data: #2563eb;
  --kind-tcp: #64748b; --kind-other: #94a3b8; --kind-signaling: #c026a3;
  font: 13px/1.45 ui-sans-serif, system-ui, sans-serif; color: var(--ink); background: var(--background);
}
@media (prefers-color-scheme: dark) {
  :root {
    --background: #12151c; --panel: #1a1f29; --ink: #e6e9f0; --muted: #929db3; --line: #303747; --accent: #86a1ff;
    --dropped: #ff6b81; --good: #4fc487; --busy: #8ea3e0; --weak: #eab05a; --bad: #ff6b81; --over: #697389;
    --kind-stun: #3fd0c9; --kind-turn: #a3d65c; --kind-dtls: #f2a552; --kind-sctp: #c39bff; --kind-data: #6fa8ff;
    --kind-tcp: #9aa7bd; --kind-other: #6b7890; --kind-signaling: #f08ad8;
  }
}
* { box-sizing: border-box; }
html, body { height: 100%; margin: 0; }
body { display: flex; flex-direction: column; min-height: 560px; }
header { display: flex; flex-wrap: wrap; gap: 8px 24px; align-items: center; padding: 10px 16px; border-bottom: 1px solid var(--line); }
h1 { font-size: 16px; margin: 0; }
header p { margin: 0; color: var(--muted); }
form { display: flex; flex-wrap: wrap; gap: 6px 14px; align-items: center; flex: 1; justify-content: flex-end; }
fieldset { border: 0; padding: 0; margin: 0; display: flex; flex-wrap: wrap; gap: 4px; }
fieldset[hidden], [hidden] { display: none !important; }
legend { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
input[type=search] { font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: 4px 10px; width: 240px; }
.chip { display: inline-flex; align-items: center; gap: 5px; padding: 2px 9px; border: 1px solid var(--line); border-radius: 99px; background: var(--panel); cursor: pointer; user-select: none; }
.chip::before { content: ''; width: 9px; height: 9px; border-radius: 50%; background: var(--chip, var(--muted)); }
.chip input { position: absolute; opacity: 0; width: 1px; height: 1px; }
.chip:not(:has(:checked)) { opacity: .45; text-decoration: line-through; }
.chip:has(:focus-visible) { outline: 2px solid var(--accent); outline-offset: 1px; }
.chip small { color: var(--muted); font-size: 11px; }
.switch { display: inline-flex; gap: 5px; align-items: center; cursor: pointer; }
.buttons { display: inline-flex; }
button { font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--line); padding: 3px 11px; cursor: pointer; }
button:first-child { border-radius: 6px 0 0 6px; } button:last-child { border-radius: 0 6px 6px 0; }
button + button { border-left: 0; }
button:hover { background: var(--line); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
main { flex: 1; display: flex; flex-direction: column; min-height: 0; }
.stage { position: relative; flex: 1 1 74%; min-height: 260px; }
canvas { position: absolute; inset: 0; width: 100%; height: 100%; display: block; cursor: crosshair; touch-action: none; }
#tip { position: absolute; pointer-events: none; max-width: 480px; padding: 7px 11px; border-radius: 8px; background: var(--panel); border: 1px solid var(--line); box-shadow: 0 6px 24px rgb(0 0 0 / .2); z-index: 1; }
#tip p { margin: 0; color: var(--muted); overflow-wrap: anywhere; } #tip p:first-child { color: var(--ink); font-weight: 600; }
section { flex: 1 1 26%; min-height: 150px; display: flex; flex-direction: column; border-top: 1px solid var(--line); }
.log-head, .line { display: grid; grid-template-columns: 120px 190px 84px 1fr auto; gap: 12px; padding: 0 16px; align-items: center; height: 22px; white-space: nowrap; }
.log-head { color: var(--muted); background: var(--panel); height: 26px; border-bottom: 1px solid var(--line); }
#log { flex: 1; overflow-y: auto; position: relative; }
.spacer { position: relative; } .rows { position: absolute; inset: 0 0 auto 0; }
.line { cursor: pointer; font-variant-numeric: tabular-nums; }
.line:hover { background: var(--panel); }
.line[aria-selected=true] { background: color-mix(in srgb, var(--accent) 22%, transparent); }
.line span { overflow: hidden; text-overflow: ellipsis; }
.time { text-align: right; color: var(--muted); }
.line .type { color: var(--muted); }
.line.is-dropped .what { color: var(--dropped); }
.line[data-type=stun] .type { color: var(--kind-stun); } .line[data-type=turn] .type { color: var(--kind-turn); }
.line[data-type=dtls] .type { color: var(--kind-dtls); } .line[data-type=sctp] .type { color: var(--kind-sctp); }
.line[data-type=data] .type { color: var(--kind-data); } .line[data-type=tcp] .type { color: var(--kind-tcp); }
.line[data-type=signaling] .type { color: var(--kind-signaling); } .line[data-type=fault] { color: var(--dropped); font-weight: 600; }
.line[data-type=note] { font-weight: 600; } .line[data-type=state] .what { font-weight: 600; }
@media (prefers-reduced-motion: no-preference) { .chip { transition: opacity .15s; } }
`;
