/* Keys and places on the page: without this script all works the same, with a load for each step. */
"use strict"

const main = document.querySelector("main")
const fold = text => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()
let turn = 0

/* 1. Steps without a load: a list that is sorted or filtered, and what a form would record. */

async function show(address, how = {}, history_ = "pushState") {
  const mine = ++turn, was = document.activeElement, caret = was?.selectionStart
  let answer, page
  try {
    answer = await fetch(address, how)
    page = new DOMParser().parseFromString(await answer.text(), "text/html")
  } catch { return void (how.method ? location.reload() : location = address) }  // the browser says what is wrong
  if (mine !== turn) return
  main.replaceChildren(...page.querySelector("main").childNodes)
  document.title = page.title
  if (history_) history[history_](null, "", answer.url)
  begin()
  const same = was?.id ? document.getElementById(was.id) : was?.name
    ? main.querySelector(`[name="${CSS.escape(was.name)}"]`)
    : [...main.querySelectorAll("a")].find(link => was?.matches("a") && link.textContent === was.textContent)
  const focus = main.querySelector("[autofocus]") ?? same ?? main.querySelector("h1")
  focus?.focus()
  if (focus === same && caret != null) focus?.setSelectionRange?.(caret, caret)
  if (how.method) scrollTo(0, 0)
}

const asked = form => {
  const words = [...new FormData(form)].filter(([, text]) => text !== "")
  return form.getAttribute("action").split("#")[0] + "?" + new URLSearchParams(words)
}

document.addEventListener("submit", event => {
  const form = event.target, button = event.submitter
  if (form.matches("main form.filter, main .menu form")) {
    event.preventDefault()
    show(asked(form))
  } else if (form.matches("main form.form") && button?.value === "check" && form.method === "post") {
    event.preventDefault()
    const texts = new URLSearchParams([...new FormData(form), ["step", "check"]])
    show(form.getAttribute("action"), { method: "POST", body: texts })
  } else if (button?.value === "record") sessionStorage.removeItem(draft())
})

document.addEventListener("click", event => {
  const link = event.target.closest("main thead a, main .pages a")
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  show(link.href)
})

let waiting
document.addEventListener("input", event => {
  const form = event.target.form
  if (event.target.matches("main .filter [type=search]")) {
    clearTimeout(waiting)
    waiting = setTimeout(() => show(asked(form), {}, "replaceState"), 200)
  }
  if (form?.matches("form.form")) keep(form)
})

addEventListener("popstate", () => show(location.href, {}, null))

/* 2. What was typed stays after a change of language, a sign-in and Back. */

const draft = () => {
  const words = new URLSearchParams(location.search)
  words.delete("lang")
  words.delete("told")
  return `form ${location.pathname}?${words}`
}

const typed = form => [...form.elements].filter(each => each.id && each.type !== "hidden")

function keep(form) {
  const texts = typed(form).map(each => [each.id, each.type === "checkbox" ? each.checked : each.value])
  sessionStorage.setItem(draft(), JSON.stringify(texts))
}

function restore() {
  const form = main.querySelector("form.form[method=post]"), kept = sessionStorage.getItem(draft())
  if (!form || !kept || main.querySelector("#problem, #planned")) return
  for (const [id, value] of JSON.parse(kept)) {
    const input = document.getElementById(id)
    if (input?.type === "checkbox") input.checked = value
    else if (input) input.value = value
  }
}

main.addEventListener("focusin", ({ target }) => target.matches("input.kept") && target.select())  // typing replaces it

/* 3. What fits, as one types: a place or an item by any part of its code or name. */

const wordsOf = id => [...document.getElementById(id).options].map(
  each => ({ code: each.value, name: each.textContent, key: fold(`${each.value} ${each.textContent}`) }))

function fits(input) {
  const list = input.getAttribute("list"), box = document.createElement("ul"), id = `${input.id}-fits`
  let found = [], at = 0
  input.removeAttribute("list")
  box.id = id
  box.className = "fits"
  box.hidden = true
  box.setAttribute("role", "listbox")
  box.setAttribute("aria-label", input.labels?.[0]?.textContent ?? input.getAttribute("aria-label"))
  input.after(box)
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": id, "aria-autocomplete": "list" }))
    input.setAttribute(name, value)

  const begun = () => "several" in input.dataset ? input.value.lastIndexOf(",") + 1 : 0
  const mark = () => {
    box.hidden = !found.length
    input.setAttribute("aria-expanded", String(!box.hidden))
    if (box.hidden) return input.removeAttribute("aria-activedescendant")
    box.replaceChildren(...found.map((each, index) => {
      const line = document.createElement("li"), code = document.createElement("span")
      line.id = `${id}-${index}`
      line.setAttribute("role", "option")
      line.setAttribute("aria-selected", String(index === at))
      code.className = "quiet"
      code.textContent = each.code
      line.append(each.name || each.code, " ", code)
      line.addEventListener("mousedown", event => { event.preventDefault(); at = index; take() })
      return line
    }))
    input.setAttribute("aria-activedescendant", `${id}-${at}`)
  }
  const rank = (each, text) => each.key === text || fold(each.code) === text ? 0
    : each.key.startsWith(text) ? 1 : new RegExp(`[^\\p{L}\\p{N}]${RegExp.escape?.(text) ?? text.replace(/\W/g, "\\$&")}`, "u").test(each.key) ? 2 : 3
  let words
  const look = () => {
    const all = (words ??= wordsOf(list)), text = fold(input.value.slice(begun()).trim()), parts = text.split(/\s+/)
    found = text && document.activeElement === input ? all.filter(each => parts.every(part => each.key.includes(part))) : []
    found = found.map(each => [rank(each, text), each]).sort((a, b) => a[0] - b[0]).slice(0, 8).map(each => each[1])
    at = 0
    mark()
  }
  const take = () => {
    input.value = (input.value.slice(0, begun()) + (begun() ? " " : "") + found[at].code)
    found = []
    mark()
    input.dispatchEvent(new Event("input", { bubbles: true, cancelable: true }))
  }
  input.addEventListener("input", event => event.isTrusted && look())
  input.addEventListener("blur", () => { found = []; mark() })
  input.addEventListener("keydown", event => {
    if (box.hidden) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) { at = (at + step + found.length) % found.length; mark() }
    else if (event.key === "Escape") { found = []; mark() }
    else if (event.key === "Enter" || event.key === "Tab") {
      take()
      if (event.key === "Tab") return
      const all = typed(input.form)
      const next = all[all.indexOf(input) + 1]
      next?.focus()
      next?.select?.()
    } else if (event.key === "," && "several" in input.dataset) take()
    else return
    if (event.key !== ",") event.preventDefault()
  })
}

/* 4. "/" leads to the search, and arrows to ticks, from the field above them on. */

document.addEventListener("keydown", event => {
  if (event.key !== "/" || event.target.matches("input, select, textarea")) return
  document.querySelector(".bar [type=search]").focus()
  event.preventDefault()
})

document.addEventListener("keydown", event => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  const all = [main.querySelector("[data-several]"), ...main.querySelectorAll(".ticked [type=checkbox]")]
  if (!step || event.defaultPrevented || all.length === 1 || !all.includes(event.target)) return
  all[all.indexOf(event.target) + step]?.focus()
  event.preventDefault()
})

/* 5. Copies by tapping: what is there, one more, one fewer. */

function taps(line) {
  const input = line.querySelector(".n"), hint = line.querySelector(".hint"), words = line.parentElement.dataset
  const set = copies => {
    input.value = Math.max(copies, 0)
    input.dispatchEvent(new Event("input", { bubbles: true }))
  }
  const button = (text, label, act) => {
    const made = document.createElement("button")
    made.type = "button"
    made.className = "tap"
    made.textContent = text
    made.setAttribute("aria-label", `${label}: ${line.querySelector("label").textContent}`)
    made.addEventListener("click", act)
    return made
  }
  input.before(button("−", words.less, () => set(Number(input.value) - 1)))
  input.after(button("+", words.more, () => set(Number(input.value) + 1)))
  hint.replaceWith(button(hint.textContent, hint.textContent, () => set(line.dataset.taps)))
}

function begin() {
  if (matchMedia("(pointer: coarse)").matches) main.querySelectorAll("[data-taps]").forEach(taps)
  main.querySelectorAll("input[list]").forEach(fits)
  restore()
}

begin()
