/** What runs in the page of a report: reads the data in it, draws, and answers to the user. */
import { Controls } from './controls.ts';
import { Log } from './log.ts';
import { Model, type ReportData } from './model.ts';
import { Stage } from './stage.ts';

const element = <E extends HTMLElement>(id: string): E => document.getElementById(id) as E;

const data = JSON.parse(element('data').textContent ?? '') as ReportData;
const model = new Model(data);
const canvas = element<HTMLCanvasElement>('stage');
let chosen: number | undefined;
let isLogLeading = false;

const stage = new Stage(model, canvas, element('tip'), {
  onChoose(row) {
    chosen = row;
    log.choose(row);
  },
  onMove(from) {
    if (!isLogLeading) log.scrollToTime(from);
  },
});

const log = new Log(model, element('log'), (row) => {
  chosen = row;
  isLogLeading = true;
  stage.choose(row);
  isLogLeading = false;
});

const controls = new Controls(model, element<HTMLFormElement>('controls'), () => {
  model.apply(controls.filter);
  stage.showAllStates(controls.showsAllStates);
  refresh();
});

element('zoom-in').addEventListener('click', () => stage.zoom(0.5));
element('zoom-out').addEventListener('click', () => stage.zoom(2));
element('zoom-all').addEventListener('click', () => stage.showAll());
refresh();

function refresh(): void {
  log.refresh(chosen);
  element('count').textContent = `${model.log.length.toLocaleString('en')} lines`;
  stage.redraw();
}
