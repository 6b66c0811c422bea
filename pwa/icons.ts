import { crc32, deflateSync } from 'node:zlib';

/**
 * The mark: a clock that is also a tick. A ring, open where the hand leaves it; the hand is the promise kept.
 * It is described once, in a square of 1 by 1, and drawn from there as SVG and as PNG.
 */
const BACK = [0x3d, 0x3f, 0xbd] as const;
const FRONT = [0xff, 0xff, 0xff] as const;
const RING = { x: 0.5, y: 0.5, radius: 0.27 };
const PEN = 0.078;
// From the upper right, clockwise round to the top: the gap is where the tick comes through.
const GAP = { from: -72, to: -8 };
const TICK: [number, number][] = [
  [0.385, 0.49],
  [0.485, 0.59],
  [0.745, 0.285],
];
const CORNER = 0.225;

export const markSvg = (): string => {
  const point = (degrees: number) => [turn(degrees, Math.cos, RING.x), turn(degrees, Math.sin, RING.y)].join(' ');
  const arc = `M${point(GAP.to)}A${RING.radius} ${RING.radius} 0 1 1 ${point(GAP.from)}`;
  const tick = `M${TICK.map((corner) => corner.join(' ')).join('L')}`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1" rx="${CORNER}" fill="${hex(BACK)}"/>` +
    `<path d="${arc}${tick}" fill="none" stroke="${hex(FRONT)}" stroke-width="${PEN}" stroke-linecap="round" stroke-linejoin="round"/></svg>`
  );
};

/** The mark as PNG. A maskable one fills the square and keeps the drawing within the safe circle. */
export function markPng(size: number, maskable = false): Buffer {
  const pixels = Buffer.alloc(size * (size * 4 + 1));
  const scale = maskable ? 0.82 : 1;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const at = [(column + 0.5) / size, (row + 0.5) / size] as const;
      const inner = at.map((value) => (value - 0.5) / scale + 0.5) as [number, number];
      const soft = (distance: number) => Math.min(1, Math.max(0, 0.5 - distance * size));
      const cover = soft(strokeDistance(inner) * scale);
      const alpha = maskable ? 1 : soft(boxDistance(at));
      const start = row * (size * 4 + 1) + 1 + column * 4;
      for (let channel = 0; channel < 3; channel++) {
        pixels[start + channel] = Math.round((BACK[channel] ?? 0) * (1 - cover) + (FRONT[channel] ?? 0) * cover);
      }
      pixels[start + 3] = Math.round(alpha * 255);
    }
  }
  return png(size, pixels);
}

const turn = (degrees: number, of: (radians: number) => number, middle: number): number =>
  Math.round((middle + RING.radius * of((degrees * Math.PI) / 180)) * 1e4) / 1e4;

const hex = (colour: readonly number[]): string =>
  `#${colour.map((part) => part.toString(16).padStart(2, '0')).join('')}`;

type Point = readonly [number, number];

/** How far outside the pen's stroke a point lies; negative inside. */
function strokeDistance(at: Point): number {
  const lines = TICK.slice(1).map((corner, index) => lineDistance(at, TICK[index] ?? corner, corner));
  return Math.min(arcDistance(at), ...lines) - PEN / 2;
}

function arcDistance([x, y]: Point): number {
  const degrees = (Math.atan2(y - RING.y, x - RING.x) * 180) / Math.PI;
  if (degrees < GAP.from || degrees > GAP.to) return Math.abs(Math.hypot(x - RING.x, y - RING.y) - RING.radius);
  const ends = [GAP.from, GAP.to].map((end) => [turn(end, Math.cos, RING.x), turn(end, Math.sin, RING.y)] as const);
  return Math.min(...ends.map(([ex, ey]) => Math.hypot(x - ex, y - ey)));
}

function lineDistance([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay];
  const along = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}

function boxDistance([x, y]: Point): number {
  const [dx, dy] = [Math.abs(x - 0.5) - 0.5 + CORNER, Math.abs(y - 0.5) - 0.5 + CORNER];
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - CORNER;
}

/** 8-bit RGBA (PNG specification, 11.2). Each row of `pixels` begins with its filter byte, 0. */
function png(size: number, pixels: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
