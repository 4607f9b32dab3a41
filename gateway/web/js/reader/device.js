// What the reader asks of the device: to keep the screen on, and full screen. Both may be refused; reading works without.

/**
 * Keeps the screen lit while the page is to be seen.
 * @param {AbortSignal} signal ends it
 */
export function keepAwake(signal) {
  if (!('wakeLock' in navigator)) return;
  /** @type {WakeLockSentinel | null} */
  let lock = null;
  const hold = async () => {
    if (document.visibilityState !== 'visible') return;
    try {
      lock = await navigator.wakeLock.request('screen');
      if (signal.aborted) await lock.release();
    } catch (error) {
      if (!(error instanceof DOMException)) throw error; // refused: the battery is low, or the policy says no
    }
  };
  document.addEventListener('visibilitychange', () => void hold(), { signal });
  signal.addEventListener('abort', () => void lock?.release(), { once: true });
  void hold();
}

export const canFullscreen = document.fullscreenEnabled;

export async function toggleFullscreen() {
  try {
    if (document.fullscreenElement) await document.exitFullscreen();
    else await document.documentElement.requestFullscreen();
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof DOMException)) throw error; // the browser allows it only after a press
  }
}

/**
 * Whether this device has not been told something yet; from then on it has. Without storage it is not told at all.
 * @param {string} key
 */
export function firstTime(key) {
  try {
    if (localStorage.getItem(key)) return false;
    localStorage.setItem(key, '1');
    return true;
  } catch {
    return false;
  }
}

/** Whether something was switched on for as long as this tab lives. @param {string} key */
export function ofSession(key) {
  try {
    return sessionStorage.getItem(key) !== null;
  } catch {
    return false;
  }
}

/** @param {string} key @param {boolean} on */
export function forSession(key, on) {
  try {
    if (on) sessionStorage.setItem(key, '1');
    else sessionStorage.removeItem(key);
  } catch {
    // without storage it lasts as long as the page
  }
}
