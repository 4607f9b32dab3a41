// Small pictures of pages that were on this screen already: in the strip, on home, as a cover. Where a page is slow to
// come they stand for it, blurred and in its shape. Nobody is asked for them.

import { h } from '../dom.js';
import * as state from '../state.js';

const WIDTH = 96;                          // pixels of one
const TALLEST = 8;                         // times its width
const KEPT = 96;
const ADDRESS = /\/api\/read\/([^/]+)\/page\/(\d+)/;

/** @type {Map<string, HTMLCanvasElement>} by comic and page; the one kept last at the end */
const kept = new Map();
state.subscribe(['user'], () => kept.clear());             // nobody sees what somebody else has read

/** @param {HTMLImageElement | HTMLCanvasElement} picture @param {number} height */
function small(picture, height) {
  const canvas = h('canvas', { class: 'page page-preview', 'aria-hidden': 'true', width: WIDTH, height });
  canvas.getContext('2d')?.drawImage(picture, 0, 0, WIDTH, height);
  return canvas;
}

/**
 * Keeps a picture of a whole page small.
 * @param {string} comic its id
 * @param {number} page from 0
 * @param {HTMLImageElement} picture loaded
 */
export function keepPreview(comic, page, picture) {
  const { naturalWidth: width, naturalHeight: height } = picture;
  if (!width || !height) return;
  const key = `${comic}/${page}`;
  kept.delete(key);
  kept.set(key, small(picture, Math.max(1, Math.round(WIDTH * Math.min(TALLEST, height / width)))));
  if (kept.size > KEPT) for (const oldest of [...kept.keys()].slice(0, kept.size - KEPT)) kept.delete(oldest);
}

/**
 * Keeps the cover of a comic, where it is on the screen, for its first page.
 * @param {string} comic
 * @param {Element} where
 */
export async function keepCover(comic, where) {
  const shown = [...where.querySelectorAll('.cover.is-in')].map((one) => /** @type {HTMLElement} */ (one).style.getPropertyValue('--picture'));
  const found = shown.find((picture) => picture.includes(`/api/cover/${comic}?`));
  if (!found || kept.has(`${comic}/0`)) return;
  const picture = new Image();
  picture.src = found.slice('url("'.length, -'")'.length);
  await picture.decode().then(() => keepPreview(comic, 0, picture), () => {});   // gone from the cache, and not to be had: bones will do
}

/** @param {string} url of a page */
function at(url) {
  const [, comic, page] = ADDRESS.exec(url) ?? [];
  return kept.get(`${comic}/${page}`);
}

/** The shape of a page of which there is a small picture: its width for a height of 1. @param {string} url @returns {number | null} */
export function previewRatio(url) {
  const canvas = at(url);
  return canvas ? canvas.width / canvas.height : null;
}

/** A small picture of a page to show, or null. @param {string} url */
export function previewOf(url) {
  const canvas = at(url);
  return canvas ? small(canvas, canvas.height) : null;
}
