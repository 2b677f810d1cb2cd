package org.purify4j.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class HtmlPageTest {
  @Test
  void textIsEscapedWhereverItStands() {
    String nasty = "<script>\"&\"</script>";
    String page =
        new HtmlPage(nasty)
            .heading(nasty)
            .paragraph(nasty)
            .note(nasty)
            .points(List.of(nasty))
            .table(new TextTable(nasty, List.of(nasty), List.of(List.of(nasty))))
            .text();
    assertFalse(page.contains("<script"), page);
    assertEquals(10, page.split("&lt;script&gt;&quot;&amp;&quot;&lt;/script&gt;", -1).length - 1);
  }

  @Test
  void picturesAreInThePage() throws IOException {
    BufferedImage picture = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
    picture.setRGB(2, 1, 0x123456);
    String page = new HtmlPage("title").picture(picture, "a \"picture\"", "a caption").text();
    Matcher image =
        Pattern.compile("alt=\"a &quot;picture&quot;\"[^>]* src=\"data:image/png;base64,([^\"]+)\"")
            .matcher(page);
    assertTrue(image.find(), page);
    byte[] png = Base64.getDecoder().decode(image.group(1));
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(png));
    assertEquals(0x123456, read.getRGB(2, 1) & 0xffffff);
    assertEquals(3, read.getWidth());
    assertTrue(page.contains("<figcaption>a caption</figcaption>"), page);
  }

  @Test
  void tablesHaveACaptionAndHeadingsOfColumnsAndRows() {
    String page =
        new HtmlPage("title")
            .table(
                new TextTable(
                    "What it is.", List.of("a", "b"), List.of(List.of("row", "x".repeat(64)))))
            .text();
    assertTrue(page.contains("<caption><span class=\"words\">What it is.</span></caption>"), page);
    assertTrue(page.contains("<th scope=\"col\">a</th><th scope=\"col\">b</th>"), page);
    assertTrue(page.contains("<th scope=\"row\">row</th><td class=\"text\">xx"), page);
    assertTrue(page.contains("prefers-color-scheme: dark"), page);
  }
}
