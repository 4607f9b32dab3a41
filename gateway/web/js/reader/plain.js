/** Whether it is a plain press; with other keys or buttons the browser opens a new tab. @param {MouseEvent} event */
export const plain = (event) => event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
