package org.purify4j.cli.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import org.purify4j.diffusion.archive.AtomicFile;

/**
 * A self-contained web page: style and pictures are embedded; it loads nothing and runs no script.
 * All text is escaped.
 */
public final class HtmlPage {
  private static final String STYLE =
      """
      :root { color-scheme: light dark; --ink: #202020; --paper: #fff; --line: #ddd;
              --note: #fff4e0; --quiet: #555; }
      @media (prefers-color-scheme: dark) {
        :root { --ink: #e6e6e6; --paper: #16181b; --line: #3c4046; --note: #3a2f16;
                --quiet: #b0b4ba; }
      }
      body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
             max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
      h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2rem; }
      .wide { overflow-x: auto; margin: 1rem 0; }
      table { border-collapse: collapse; }
      caption, figcaption { text-align: left; color: var(--quiet); padding-bottom: .4rem; }
      .words { display: inline-block; position: sticky; left: 0; max-width: min(58rem, 92vw); }
      th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0;
               border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums; }
      td, tbody th { white-space: nowrap; }
      td.text { white-space: normal; min-width: 14rem; overflow-wrap: anywhere; }
      tbody th { font-weight: normal; }
      th.text { min-width: 13rem; }
      thead th { border-bottom: 2px solid var(--ink); min-width: 5rem; vertical-align: bottom; }
      figure { margin: 1rem 0; }
      img { display: block; width: 43rem; max-width: none; height: auto; background: #fff; }
      .note { background: var(--note); border-left: .3rem solid #e69f00; padding: .6rem 1rem; }
      """;

  /** Cells longer than this may be broken into lines. */
  private static final int LONG = 40;

  private static final int LONG_TITLE = 24;

  private final StringBuilder body = new StringBuilder();
  private final String title;

  /**
   * @param title of the page, and its first heading
   */
  public HtmlPage(String title) {
    this.title = title;
    element("h1", title);
  }

  /** A heading of a section. */
  public HtmlPage heading(String text) {
    return element("h2", text);
  }

  /** A paragraph. */
  public HtmlPage paragraph(String text) {
    return element("p", text);
  }

  /** A highlighted paragraph. */
  public HtmlPage note(String text) {
    body.append("<p class=\"note\">").append(escaped(text)).append("</p>\n");
    return this;
  }

  /** A bulleted list. */
  public HtmlPage points(List<String> points) {
    body.append("<ul>\n");
    points.forEach(point -> element("li", point));
    body.append("</ul>\n");
    return this;
  }

  /** A table; the first cell of a row is its heading. */
  public HtmlPage table(TextTable table) {
    scrolling(table.caption(), "table");
    body.append("<table>\n");
    if (!table.caption().isEmpty()) {
      body.append("<caption><span class=\"words\">").append(escaped(table.caption()));
      body.append("</span></caption>\n");
    }
    body.append("<thead><tr>");
    table.header().forEach(title -> cell("th scope=\"col\"" + wide(title, LONG_TITLE), title));
    body.append("</tr></thead>\n<tbody>\n");
    for (List<String> row : table.rows()) {
      body.append("<tr>");
      cell("th scope=\"row\"", row.get(0));
      row.subList(1, row.size()).forEach(text -> cell("td" + wide(text, LONG), text));
      body.append("</tr>\n");
    }
    body.append("</tbody>\n</table></div>\n");
    return this;
  }

  /**
   * A picture, embedded in the page.
   *
   * @param description what it shows, the alternative text
   * @param caption what a reader should know of it, below it
   */
  public HtmlPage picture(BufferedImage picture, String description, String caption)
      throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    if (!ImageIO.write(picture, "png", png)) {
      throw new IOException(description + ": this Java platform cannot write PNG");
    }
    String data = Base64.getEncoder().encodeToString(png.toByteArray());
    body.append("<figure>\n");
    scrolling(description, "picture");
    body.append("<img alt=\"").append(escaped(description)).append("\" width=\"");
    body.append(picture.getWidth()).append("\" height=\"").append(picture.getHeight());
    body.append("\" src=\"data:image/png;base64,").append(data).append("\"></div>\n");
    body.append("<figcaption>").append(escaped(caption)).append("</figcaption>\n</figure>\n");
    return this;
  }

  /** Begins a part that scrolls by itself, also by keyboard, where the page is narrower. */
  private void scrolling(String name, String kind) {
    body.append("<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"");
    body.append(escaped(name.isEmpty() ? kind : name)).append("\">");
  }

  /** The page. */
  String text() {
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>"
        + escaped(title)
        + "</title>\n<style>\n"
        + STYLE
        + "</style>\n</head>\n<body>\n"
        + body
        + "</body>\n</html>\n";
  }

  /** Writes the page atomically. */
  public void write(Path file) throws IOException {
    byte[] bytes = text().getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, out -> out.write(bytes));
  }

  private HtmlPage element(String tag, String text) {
    body.append('<').append(tag).append('>').append(escaped(text));
    body.append("</").append(tag).append(">\n");
    return this;
  }

  private static String wide(String text, int longest) {
    return text.length() > longest ? " class=\"text\"" : "";
  }

  private void cell(String tag, String text) {
    body.append('<').append(tag).append('>').append(escaped(text));
    body.append("</").append(tag.substring(0, 2)).append('>');
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
