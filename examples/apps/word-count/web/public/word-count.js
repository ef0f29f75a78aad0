const form = document.querySelector('form')
const message = document.querySelector('#message')

const pauseMs = 500

async function callApi(path, options) {
  const answer = await fetch(`/api${path}`, options)
  const body = await answer.json()
  if (!answer.ok) throw new Error(body.error)
  return body
}

/** Asks until a worker has counted the text. */
async function waitForCount(id) {
  for (;;) {
    const entry = await callApi(`/texts/${id}`)
    if (entry.status === 'counted') return entry.words
    message.textContent = `The text is ${entry.status} …`
    await new Promise(resolve => setTimeout(resolve, pauseMs))
  }
}

form.addEventListener('submit', async event => {
  event.preventDefault()
  try {
    const { id } = await callApi('/texts', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: form.elements.text.value }),
    })
    message.textContent = `${await waitForCount(id)} words`
  } catch (error) {
    message.textContent = error.message
  }
})
