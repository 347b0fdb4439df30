import { hide } from './define.mjs';
import { parseColor } from './color.mjs';

/** Drawing that no test looks at. It counts as drawing nevertheless: a captured canvas makes a frame. */
const WITHOUT_EFFECT = [
  ...[
    'save',
    'restore',
    'beginPath',
    'closePath',
    'moveTo',
    'lineTo',
    'arc',
    'arcTo',
    'rect',
    'fill',
    'stroke',
    'clip',
  ],
  ...['fillText', 'strokeText', 'strokeRect', 'translate', 'rotate', 'scale', 'transform', 'setTransform'],
  'resetTransform',
];

export class ImageData {
  colorSpace = 'srgb';

  /** (width, height) or (data, width, height?) */
  constructor(...args) {
    const isSize = typeof args[0] === 'number';
    this.width = isSize ? args[0] : args[1];
    this.data = isSize ? new Uint8ClampedArray(args[0] * args[1] * 4) : args[0];
    this.height = isSize ? args[1] : (args[2] ?? this.data.length / 4 / this.width);
  }
}

/** Rectangles, images and pixels, without transformations: what the media tests draw. */
export class CanvasRenderingContext2D {
  onDraw = () => {};
  #canvas;
  #image = new ImageData(0, 0);
  #fill = [0, 0, 0, 255];
  #fillStyle = '#000000';

  constructor(canvas) {
    this.#canvas = canvas;
  }

  get canvas() {
    return this.#canvas;
  }

  get fillStyle() {
    return this.#fillStyle;
  }
  set fillStyle(value) {
    const color = parseColor(value);
    if (color === undefined) return;
    this.#fill = color;
    this.#fillStyle = String(value);
  }

  /** The pixels as they are now: { width, height, data }. */
  get pixels() {
    const { width, height } = this.#canvas;
    if (this.#image.width !== width || this.#image.height !== height) this.#image = new ImageData(width, height);
    return this.#image;
  }

  fillRect(x, y, width, height) {
    this.#fillRectangle(x, y, width, height, this.#fill);
  }

  clearRect(x, y, width, height) {
    this.#fillRectangle(x, y, width, height, [0, 0, 0, 0]);
  }

  /** (image, x, y), (image, x, y, width, height) or (image, source rectangle, destination rectangle); nearest pixel. */
  drawImage(image, ...numbers) {
    const source = image.currentImage ?? image.getContext?.('2d').pixels;
    if (source === undefined || source === null) return;
    const from = numbers.length >= 8 ? numbers.slice(0, 4) : [0, 0, source.width, source.height];
    const [x, y, width = source.width, height = source.height] = numbers.length >= 8 ? numbers.slice(4) : numbers;
    this.#copy(source, from, [x, y, width, height]);
    this.onDraw();
  }

  getImageData(x, y, width, height) {
    const part = new ImageData(width, height);
    copyPixels(this.pixels, [x, y, width, height], part, [0, 0, width, height]);
    return part;
  }

  putImageData(image, x, y) {
    this.#copy(image, [0, 0, image.width, image.height], [x, y, image.width, image.height]);
    this.onDraw();
  }

  createImageData(width, height) {
    return new ImageData(width, height);
  }

  measureText(text) {
    return { width: String(text).length * 6 };
  }

  #copy(source, from, to) {
    copyPixels(source, from, this.pixels, to);
  }

  #fillRectangle(x, y, width, height, [red, green, blue, alpha]) {
    const image = this.pixels;
    const words = wordsOf(image);
    const word = ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0;
    const left = clamp(Math.round(x), image.width);
    const right = clamp(Math.round(x + width), image.width);
    const bottom = clamp(Math.round(y + height), image.height);
    for (let row = clamp(Math.round(y), image.height); row < bottom; row++) {
      words.fill(word, row * image.width + left, row * image.width + right);
    }
    this.onDraw();
  }
}

for (const name of WITHOUT_EFFECT) {
  hide(CanvasRenderingContext2D.prototype, name, function () {
    this.onDraw();
  });
}

/** Pixels outside of either image are left alone. */
function copyPixels(source, [sx, sy, sWidth, sHeight], target, [dx, dy, dWidth, dHeight]) {
  const from = wordsOf(source);
  const to = wordsOf(target);
  for (let row = 0; row < dHeight; row++) {
    const sourceY = Math.floor(sy + (row * sHeight) / dHeight);
    const targetY = Math.round(dy + row);
    if (!isInside(sourceY, source.height) || !isInside(targetY, target.height)) continue;
    for (let column = 0; column < dWidth; column++) {
      const sourceX = Math.floor(sx + (column * sWidth) / dWidth);
      const targetX = Math.round(dx + column);
      if (!isInside(sourceX, source.width) || !isInside(targetX, target.width)) continue;
      to[targetY * target.width + targetX] = from[sourceY * source.width + sourceX];
    }
  }
}

/** The pixels as 32-bit numbers. */
function wordsOf({ data, width, height }) {
  return new Uint32Array(data.buffer, data.byteOffset, width * height);
}

function isInside(position, size) {
  return position >= 0 && position < size;
}

function clamp(value, max) {
  return Math.max(0, Math.min(max, value));
}
