/** Only a plain press is ours: others open a new tab. @param {MouseEvent} event */
export const plain = (event) => event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
