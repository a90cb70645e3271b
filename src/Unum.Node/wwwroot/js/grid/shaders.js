// The two ways to draw a block, with one way to colour it: a box near by, a point of the same size far away. A point is never
// smaller than `uLeast` pixels, so that one block alone in a billion is still seen.

const COMMON = /* glsl */`
  uniform int uMode;          // row of the ramp: 0 value, 1 kappa, 2 age
  uniform vec2 uRange;        // values at the ends of the ramp
  uniform float uNow;         // seconds since the store's origin
  uniform float uFlash;       // seconds that a new block stays bright
  uniform vec3 uLow, uHigh;   // the slice, both inclusive
  uniform vec3 uFlashColour, uPaper;
  uniform vec2 uFog;          // distances from which and to which a block fades
  uniform sampler2D uRamp;

  bool outside(vec3 at) { return any(lessThan(at, uLow - .25)) || any(greaterThan(at, uHigh + .25)); }

  vec3 colourOf(vec4 data) {
    float place = uMode == 0 ? (data.x - uRange.x) / max(1e-12, uRange.y - uRange.x)
      : uMode == 1 ? data.y
      : 1. - log(max(1., uNow - data.z)) / log(604800.);
    if (uMode == 0 && uRange.y - uRange.x < 1e-12) place = .6;
    return texture2D(uRamp, vec2(clamp(place, .002, .998), (float(uMode) + .5) / 3.)).rgb;
  }

  float flashOf(vec4 data) { return clamp(1. - (uNow - data.w) / uFlash, 0., 1.); }
`;

export const BOX_VERTEX = /* glsl */`
  attribute vec3 at;
  attribute vec4 data;
  varying vec3 vColour;
  ${COMMON}
  void main() {
    float flash = flashOf(data);
    vec3 place = at + position * (.86 + .5 * flash);
    vec4 view = modelViewMatrix * vec4(place, 1.);
    gl_Position = outside(at) ? vec4(2., 2., 2., 1.) : projectionMatrix * view;
    float light = normal.z > .5 ? 1.06 : normal.z < -.5 ? .62 : abs(normal.x) > .5 ? .9 : .76;
    vec3 base = mix(colourOf(data) * light, uFlashColour, flash * .85);
    vColour = mix(base, uPaper, .55 * smoothstep(uFog.x, uFog.y, -view.z));
  }
`;

export const POINT_VERTEX = /* glsl */`
  attribute vec4 data;
  uniform float uPixels;   // pixels of one unit at distance one
  uniform float uLeast;
  varying vec3 vColour;
  varying float vSize;
  ${COMMON}
  void main() {
    vec4 view = modelViewMatrix * vec4(position, 1.);
    gl_Position = outside(position) ? vec4(2., 2., 2., 1.) : projectionMatrix * view;
    float flash = flashOf(data);
    gl_PointSize = max(uLeast, uPixels * 1.15 / max(.1, -view.z)) + 5. * flash;
    vSize = gl_PointSize;
    vec3 base = mix(colourOf(data), uFlashColour, flash * .85);
    vColour = mix(base, uPaper, .55 * smoothstep(uFog.x, uFog.y, -view.z));
  }
`;

export const BOX_FRAGMENT = /* glsl */`
  varying vec3 vColour;
  void main() { gl_FragColor = vec4(vColour, 1.); }
`;

// A point large enough to show it has a lighter upper edge and a darker lower one, like the boxes it stands for.
export const POINT_FRAGMENT = /* glsl */`
  varying vec3 vColour;
  varying float vSize;
  void main() {
    float shade = vSize < 5. ? 1. : mix(1.06, .78, smoothstep(.25, .6, gl_PointCoord.y));
    gl_FragColor = vec4(vColour * shade, 1.);
  }
`;
