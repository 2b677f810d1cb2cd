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
      body { font: 16px/1.5 system-ui, sans-serif; color: #202020; background: #fff;
             max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
      h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2rem; }
      table { border-collapse: collapse; display: block; overflow-x: auto; }
      th, td { text-align: left; padding: .3rem .8rem; border-bottom: 1px solid #ddd;
               font-variant-numeric: tabular-nums; overflow-wrap: break-word; }
      th { border-bottom: 2px solid #202020; }
      img { max-width: 100%; height: auto; }
      .note { background: #fff4e0; border-left: .3rem solid #e69f00; padding: .6rem 1rem; }
      """;

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

  /** A table. */
  public HtmlPage table(TextTable table) {
    body.append("<table>\n<thead>");
    row("th", table.header());
    body.append("</thead>\n<tbody>\n");
    table.rows().forEach(row -> row("td", row));
    body.append("</tbody>\n</table>\n");
    return this;
  }

  /**
   * A picture, embedded in the page.
   *
   * @param description what it shows, the alternative text
   */
  public HtmlPage picture(BufferedImage picture, String description) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    if (!ImageIO.write(picture, "png", png)) {
      throw new IOException(description + ": this Java platform cannot write PNG");
    }
    String data = Base64.getEncoder().encodeToString(png.toByteArray());
    body.append("<p><img alt=\"").append(escaped(description));
    body.append("\" src=\"data:image/png;base64,").append(data).append("\"></p>\n");
    return this;
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

  private void row(String tag, List<String> cells) {
    body.append("<tr>");
    for (String cell : cells) {
      body.append('<').append(tag).append('>').append(escaped(cell));
      body.append("</").append(tag).append('>');
    }
    body.append("</tr>\n");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
