/* The grid of photos: uploads with progress, keys, live counts. Everything works without it. */
"use strict";
(() => {
  const MOST_BYTES = 25 * 1024 * 1024;
  const MOST_ROWS = 100;
  const AT_ONCE = 2;
  const NEEDED = ["caption", "alt", "credit"];

  class Grid {
    constructor(box) {
      this.box = box;
      this.form = box.closest("form");
      this.prefix = box.dataset.prefix;
      this.table = box.querySelector(".dce-ph");
      this.total = this.form.elements[`${this.prefix}-TOTAL_FORMS`];
      this.status = box.querySelector("[data-status]");
      this.words = document.getElementById(`${this.prefix}-words`).content;
      this.queue = [];
      this.running = 0;
      this.chosen = 0;
      this.waiting = null;
      box.querySelectorAll("[data-script]").forEach((part) => { part.hidden = false; });
      box.querySelectorAll("[data-plain]").forEach((part) => { part.hidden = true; });
      this.rows().forEach((row) => this.prepare(row));
      this.table.addEventListener("keydown", (event) => this.onKey(event));
      this.table.addEventListener("input", () => this.count());
      this.table.addEventListener("change", (event) => this.onChange(event));
      this.table.addEventListener("click", (event) => this.onClick(event));
      const fill = box.querySelector("button[name=_fill]");
      if (fill) fill.addEventListener("click", (event) => this.fill(event));
      if (box.querySelector("[data-drop]")) this.prepareUploads();
      this.count();
    }

    word(name, values = {}) {
      const text = this.words.querySelector(`[data-word=${name}]`).textContent;
      return text.replace(/%\((\w+)\)s/g, (whole, key) => (key in values ? values[key] : whole));
    }

    say(text) {
      // Emptied first, so that the same sentence is read out again.
      this.status.textContent = "";
      window.setTimeout(() => { this.status.textContent = text; }, 50);
    }

    rows() {
      return [...this.table.querySelectorAll("tbody.dce-photo")];
    }

    prepare(row) {
      row.querySelectorAll("[data-use]").forEach((label) => {
        const button = document.createElement("button");
        button.type = "button";
        button.dataset.take = "";
        const hidden = label.querySelector(".visually-hidden");
        button.append(this.word("use"));
        if (hidden) button.append(hidden.cloneNode(true));
        label.replaceWith(button);
      });
    }

    // Keys

    onKey(event) {
      const field = event.target;
      const row = field.closest("tbody.dce-photo");
      if (!row || event.isComposing || event.keyCode === 229) return;
      if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
        event.preventDefault();
        this.move(row, event.key === "ArrowUp" ? -1 : 1, field);
      } else if (event.key === "Enter" && field.matches("textarea, input[type=text], input[type=date]")) {
        event.preventDefault();
        this.sameFieldOf(row, event.shiftKey ? -1 : 1, field);
      }
    }

    sameFieldOf(row, step, field) {
      const rows = this.rows();
      const next = rows[rows.indexOf(row) + step];
      if (!next) return;
      const name = field.name.slice(row.id.length);
      const found = this.form.elements[next.id + name];
      if (!found) return;
      found.focus();
      if (found.select) found.select();
    }

    move(row, step, field) {
      const rows = this.rows();
      const from = rows.indexOf(row);
      const other = rows[from + step];
      if (!other) {
        this.say(this.word("edge", { number: from + 1 }));
        return;
      }
      if (step < 0) other.before(row); else other.after(row);
      this.renumber();
      field.focus();
      row.scrollIntoView({ block: "nearest" });
      this.say(this.word("moved", { from: from + 1, number: from + 1 + step, count: rows.length }));
    }

    renumber() {
      this.rows().forEach((row, index) => {
        row.querySelectorAll("[data-number]").forEach((part) => { part.textContent = index + 1; });
        const order = row.querySelector("[data-order]");
        if (order) order.value = index + 1;
      });
    }

    // Texts

    onClick(event) {
      const button = event.target.closest("[data-take]");
      if (!button) return;
      const cell = button.closest("td");
      const field = cell.querySelector("textarea, input[type=text]");
      field.value = cell.querySelector("[data-offered]").textContent;
      button.closest(".dce-sug").remove();
      field.focus();
      this.count();
      this.say(this.word("used"));
    }

    onChange(event) {
      if (/-trash$/.test(event.target.name)) {
        event.target.closest("tbody").classList.toggle("leaving", event.target.checked);
      }
      this.count();
    }

    fill(event) {
      event.preventDefault();
      let count = 0;
      for (const language of ["en", "ja"]) {
        const text = this.form.elements[`${this.prefix}-fill_credit_${language}`].value.trim();
        this.rows().forEach((row) => {
          const field = this.form.elements[`${row.id}-credit_${language}`];
          if (text && field && !field.value.trim()) {
            field.value = text;
            count += 1;
          }
        });
      }
      this.count();
      this.say(this.word("filled", { count }));
    }

    count() {
      let complete = 0;
      this.rows().forEach((row) => {
        const missing = [];
        let whole = true;
        for (const text of NEEDED) {
          const cells = [...row.querySelectorAll(`td[data-text=${text}]`)];
          const empty = cells.filter((cell) => {
            const field = cell.querySelector("textarea, input[type=text]");
            const isEmpty = field ? !field.value.trim() : !cell.textContent.trim();
            cell.classList.toggle("miss", isEmpty);
            return isEmpty;
          });
          if (empty.length === cells.length) {
            whole = false;
            missing.push(this.word(text));
          } else if (empty.length) {
            missing.push(this.word(`${text}_${empty[0].dataset.language}`));
          }
        }
        const line = row.querySelector("[data-missing]");
        line.hidden = !missing.length;
        if (missing.length) {
          line.textContent = this.word("missing", { texts: missing.join(this.word("separator")) });
        }
        const leaving = this.form.elements[`${row.id}-trash`];
        if (whole && "waits" in row.dataset && !(leaving && leaving.checked)) complete += 1;
      });
      const button = this.box.querySelector("[data-release]");
      if (button) {
        button.textContent = complete
          ? this.word("release_some", { count: complete })
          : this.word("release_none");
      }
    }

    // Uploads

    prepareUploads() {
      const drop = this.box.querySelector("[data-drop]");
      this.input = drop.querySelector("input[type=file]");
      this.list = this.box.querySelector("[data-uploads]");
      this.problems = this.box.querySelector("[data-problems]");
      drop.querySelector("button").hidden = true;
      this.input.addEventListener("change", () => {
        this.add(this.input.files);
        // What is sent ahead is not sent with the form as well.
        this.input.value = "";
      });
      drop.addEventListener("dragover", (event) => {
        event.preventDefault();
        drop.classList.add("over");
      });
      drop.addEventListener("dragleave", () => drop.classList.remove("over"));
      drop.addEventListener("drop", (event) => {
        event.preventDefault();
        drop.classList.remove("over");
        this.add(event.dataTransfer.files);
      });
      this.form.addEventListener("submit", (event) => this.onSubmit(event));
    }

    onSubmit(event) {
      if (!this.queue.length && !this.running) return;
      event.preventDefault();
      this.waiting = { submitter: event.submitter };
      this.say(this.word("waiting", { count: this.queue.length + this.running }));
    }

    add(files) {
      [...files].forEach((file) => {
        const taken = this.rows().length + this.queue.length + this.running;
        if (file.size > MOST_BYTES) this.fail(this.word("too_big", { file: file.name }));
        else if (taken >= MOST_ROWS) this.fail(this.word("too_many", { file: file.name }));
        else this.queue.push(this.line(file));
      });
      this.next();
    }

    line(file) {
      this.chosen += 1;
      const upload = { file, turn: this.chosen, item: document.createElement("li"), bar: document.createElement("progress") };
      upload.bar.max = 100;
      upload.bar.value = 0;
      upload.bar.setAttribute("aria-label", this.word("uploading", { file: file.name }));
      const stop = this.button(this.word("cancel", { file: file.name }), () => this.stop(upload));
      upload.item.append(file.name, upload.bar, stop);
      this.list.append(upload.item);
      this.list.hidden = false;
      return upload;
    }

    button(label, action) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button plain";
      button.textContent = label;
      button.addEventListener("click", action);
      return button;
    }

    stop(upload) {
      if (upload.request) {
        upload.request.abort();
      } else {
        this.queue = this.queue.filter((other) => other !== upload);
        this.done(upload);
      }
      this.say(this.word("stopped", { file: upload.file.name }));
    }

    next() {
      while (this.running < AT_ONCE && this.queue.length) this.send(this.queue.shift());
    }

    send(upload) {
      this.running += 1;
      const data = new FormData();
      data.append("file", upload.file);
      data.append("tool", this.box.dataset.tool);
      data.append("activity", this.box.dataset.activity);
      const request = new XMLHttpRequest();
      upload.request = request;
      request.open("POST", this.box.dataset.upload);
      request.setRequestHeader("X-CSRFToken", this.form.elements.csrfmiddlewaretoken.value);
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) upload.bar.value = Math.round((event.loaded / event.total) * 100);
      });
      const end = (action) => () => {
        this.running -= 1;
        action();
        this.done(upload);
        this.next();
      };
      request.addEventListener("load", end(() => this.answer(upload, request)));
      request.addEventListener("error", end(() => this.failed(upload, "cut")));
      request.addEventListener("abort", end(() => {}));
      request.send(data);
    }

    done(upload) {
      upload.item.remove();
      this.list.hidden = !this.list.children.length;
      if (this.waiting && !this.running && !this.queue.length) {
        const { submitter } = this.waiting;
        this.waiting = null;
        window.setTimeout(() => this.form.requestSubmit(submitter || undefined), 0);
      }
    }

    answer(upload, request) {
      const isJson = (request.getResponseHeader("Content-Type") || "").startsWith("application/json");
      if (!isJson) {
        this.failed(upload, request.status === 200 || request.status === 403 ? "signed_out" : "refused");
        return;
      }
      const answer = JSON.parse(request.responseText);
      if (answer.problem) this.fail(answer.problem);
      else this.insert(upload, answer);
    }

    failed(upload, why) {
      const box = this.fail(this.word(why, { file: upload.file.name }));
      box.append(this.button(this.word("again", { file: upload.file.name }), () => {
        box.remove();
        this.add([upload.file]);
      }));
    }

    fail(text) {
      const box = document.createElement("div");
      box.className = "dce-box bad";
      const line = document.createElement("p");
      line.textContent = text;
      box.append(line);
      this.problems.append(box);
      // Nothing is saved behind the back of somebody whose file was not added.
      this.waiting = null;
      return box;
    }

    /* Answers come as the server makes them; the rows stand as the files were chosen. */
    place(row, turn) {
      row.dataset.turn = turn;
      const later = this.rows().find((other) => Number(other.dataset.turn) > turn);
      if (later) later.before(row); else this.table.append(row);
      this.renumber();
    }

    insert(upload, answer) {
      const index = Number(this.total.value);
      this.total.value = index + 1;
      const place = document.createElement("table");
      place.innerHTML = answer.row.replaceAll("__prefix__", String(index));
      const row = place.querySelector("tbody.dce-photo");
      const twin = this.rows().find((other) => other.dataset.file === answer.file);
      this.prepare(row);
      this.place(row, upload.turn);
      this.table.hidden = false;
      if (twin) {
        const line = row.querySelector("[data-same]");
        line.textContent = this.word("same", { number: this.rows().indexOf(twin) + 1 });
        line.hidden = false;
      }
      if (!this.table.querySelector("input[type=radio]:checked")) {
        row.querySelector("input[type=radio]").checked = true;
      }
      const rows = this.rows();
      const number = rows.indexOf(row) + 1;
      this.count();
      this.say(this.word("added", { file: upload.file.name, number, count: rows.length }));
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll(".dce-photos").forEach((box) => new Grid(box));
  });
})();
