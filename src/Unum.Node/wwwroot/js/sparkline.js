// A sparkline: a sensor's last minute as one thin line, scaled to its own range, with a dot where it is now.

import { palette } from './theme.js';

export function sparkline(canvas, values) {
  const width = canvas.clientWidth, height = canvas.clientHeight;
  if (width === 0) return;
  const ratio = Math.min(3, devicePixelRatio || 1);
  const w = Math.round(width * ratio), h = Math.round(height * ratio);
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
  }
  const ctx = canvas.getContext('2d');
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.clearRect(0, 0, width, height);
  let least = Infinity, most = -Infinity;
  for (const v of values) {
    if (v === null) continue;
    if (v < least) least = v;
    if (v > most) most = v;
  }
  if (most < least) return;
  const flat = most - least < 1e-12 * Math.max(1, Math.abs(most));
  const step = (width - 6) / Math.max(1, SPARK_LENGTH - 1);
  const start = (SPARK_LENGTH - values.length) * step;
  const x = i => 1 + start + i * step;
  const y = v => flat ? height / 2 : height - 3 - (v - least) / (most - least) * (height - 6);
  const colours = palette();
  ctx.strokeStyle = colours.ink3;
  ctx.lineWidth = 1.25;
  ctx.lineJoin = 'round';
  ctx.beginPath();
  let down = false;
  values.forEach((v, i) => {
    if (v === null) down = false;
    else if (down) ctx.lineTo(x(i), y(v));
    else {
      ctx.moveTo(x(i), y(v));
      down = true;
    }
  });
  ctx.stroke();
  const last = values.at(-1);
  if (last === null || last === undefined) return;
  ctx.fillStyle = colours.accent;
  ctx.beginPath();
  ctx.arc(x(values.length - 1), y(last), 2, 0, 2 * Math.PI);
  ctx.fill();
}

const SPARK_LENGTH = 120;
