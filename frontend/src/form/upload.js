// One file on its way to the server, with how far it has come; errors are told in the server's own words.
import { t } from '../i18n/index.js';
import { csrfToken } from '../lib.js';

function told(status, text) {
  if (status === 401) return t('request.loggedOut');
  try {
    const problem = JSON.parse(text);
    return problem.detail ?? problem.title ?? t('attach.failed');
  } catch {
    return t('attach.failed');
  }
}

/** Sends a file (fetch cannot tell how far it has come); gives what the server keeps. Rejects with words for the person. */
export function sendFile(url, file, versionOf, onProgress) {
  return new Promise((resolve, reject) => {
    const body = new FormData();
    if (versionOf) body.append('version_of', versionOf);
    body.append('file', file, file.name);
    const request = new XMLHttpRequest();
    request.open('POST', url);
    request.setRequestHeader('X-CSRFToken', csrfToken());
    request.setRequestHeader('Accept', 'application/json, application/problem+json');
    request.upload.addEventListener('progress', event => { if (event.lengthComputable) onProgress(Math.round(100 * event.loaded / event.total)); });
    request.addEventListener('load', () => (request.status === 201 ? resolve(JSON.parse(request.responseText)) : reject(new Error(told(request.status, request.responseText)))));
    request.addEventListener('error', () => reject(new Error(t('attach.offline'))));
    request.send(body);
  });
}

/** Takes a file away or brings it back; gives what the server answers, if it does. */
export async function changeFile(method, url) {
  let response;
  try {
    response = await fetch(url, { method, credentials: 'same-origin', headers: { 'X-CSRFToken': csrfToken(), Accept: 'application/json, application/problem+json' } });
  } catch {
    throw new Error(t('attach.offline'));
  }
  const text = await response.text();
  if (!response.ok || response.redirected) throw new Error(told(response.redirected ? 401 : response.status, text));
  return text ? JSON.parse(text) : null;
}
